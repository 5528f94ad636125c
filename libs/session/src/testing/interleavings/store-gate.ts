import { AsyncLocalStorage } from 'node:async_hooks';
import { SessionError } from '../../session.errors.js';
import type { SessionKey, SessionStore } from '../../store/session-store.js';

/** How a call fails: before the store ran it, or after, so that only the reply is lost. */
export type Fault = 'before' | 'after';

/** A call that the store has answered. */
export interface StoreCall {
  /** Number of the request, from 1. */
  readonly request: number;
  readonly name: string;
  readonly key: SessionKey | undefined;
  readonly fault: Fault | undefined;
  /** What the store answered, in words. */
  readonly answer: string;
  /** When, as a position in the order of all events. */
  readonly at: number;
}

interface WaitingCall {
  readonly request: number;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly run: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const READS = new Set(['load', 'list']);

/** The error of a call that was made to fail. Its class is none that is logged as an outage. */
class StoreCallFailed extends SessionError {
  constructor() {
    super('SESSION_STORE_UNAVAILABLE', 'The interleaving scheduler made this call fail.', 1);
  }
}

/** The request that runs, and the gate that it goes through. */
interface Running {
  readonly gate: StoreGate;
  readonly request: number;
}

/** One for all gates: on Node 20 every instance slows down every promise. */
const running = new AsyncLocalStorage<Running>();

/**
 * Returns a store that stops every call at the gate of the schedule that the calling request belongs to. One for all
 * schedules: sessions on it are created once.
 */
export function gatedStore(store: SessionStore): SessionStore {
  const stop =
    <A extends unknown[], T>(name: string, run: (...args: A) => T) =>
    (...args: A): Promise<Awaited<T>> => {
      const { gate, request } = running.getStore() as Running;
      return gate.stop(request, name, args, () => run(...args)) as Promise<Awaited<T>>;
    };
  const { list, destroyAll, capabilities, maxStaleSeconds, keepsObjects } = store;
  return {
    capabilities,
    maxStaleSeconds,
    keepsObjects,
    now: () => {
      const { gate, request } = running.getStore() as Running;
      return store.now() + gate.aheadMs(request);
    },
    load: stop('load', store.load.bind(store)),
    create: stop('create', store.create.bind(store)),
    compareAndSet: stop('compareAndSet', store.compareAndSet.bind(store)),
    touch: stop('touch', store.touch.bind(store)),
    destroy: stop('destroy', store.destroy.bind(store)),
    ...(list && { list: stop('list', list.bind(store)) }),
    ...(destroyAll && { destroyAll: stop('destroyAll', destroyAll.bind(store)) }),
  };
}

/** Stops the calls of the requests of one schedule until it is told which one the store answers. */
export class StoreGate {
  /** The calls that were answered, in order. */
  readonly calls: StoreCall[] = [];
  private waiting: WaitingCall[] = [];

  /**
   * @param tick returns the next position in the order of events
   * @param aheadMs by how much the clock of a request is ahead of the store's
   */
  constructor(
    private readonly tick: () => number,
    readonly aheadMs: (request: number) => number,
  ) {}

  /** Runs a request: the calls that it makes are its own. */
  enter<T>(request: number, run: () => T): T {
    return running.run({ gate: this, request }, run);
  }

  /** Holds a call. @returns what the store answers */
  stop(request: number, name: string, args: readonly unknown[], run: () => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, name, args, run, resolve, reject });
    });
  }

  /** Returns the requests that wait for an answer, in ascending order, each with the name of its call. */
  get ready(): readonly { readonly request: number; readonly reads: boolean }[] {
    const first = new Map<number, boolean>();
    for (const { request, name } of this.waiting)
      if (!first.has(request)) first.set(request, READS.has(name));
    return [...first].sort(([a], [b]) => a - b).map(([request, reads]) => ({ request, reads }));
  }

  /** Lets the store answer the oldest waiting call of a request. @throws what the store throws */
  async answer(request: number, fault: Fault | undefined): Promise<void> {
    const call = this.waiting.find((each) => each.request === request) as WaitingCall;
    this.waiting = this.waiting.filter((each) => each !== call);
    const { name, args } = call;
    const key = typeof args[0] === 'object' ? (args[0] as SessionKey) : undefined;
    const at = this.tick();
    const answered = (answer: string) => this.calls.push({ request, name, key, fault, answer, at });
    const refused = fault === 'before';
    const result = refused ? undefined : await call.run();
    answered(refused ? 'fails' : `${inWords(result)}${fault ? ', but the reply is lost' : ''}`);
    if (fault) call.reject(new StoreCallFailed());
    else call.resolve(result);
  }
}

function inWords(result: unknown): string {
  if (result === undefined) return 'done';
  if (typeof result !== 'object' || result === null) return String(result);
  if (Array.isArray(result)) return `${result.length} records`;
  const { outcome, version, session, current } = result as {
    outcome?: string;
    version?: number;
    session?: { version: number };
    current?: { version: number };
  };
  const known = version ?? (session ?? current)?.version;
  return [outcome, known === undefined ? undefined : `version ${known}`].filter(Boolean).join(', ');
}
