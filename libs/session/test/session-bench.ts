import { randomBytes } from 'node:crypto';
import {
  KeyRing,
  MemorySessionStore,
  RequestSession,
  StoredSessions,
  type RequestSessionOptions,
  type StoredSessionsOptions,
} from '../src/index.js';
import { interceptStore } from '../src/circuit-breaker/intercepted-store.js';
import './session-app.js';

/** Operations of a store, by the names that its log lines have. */
export type StoreOperation = 'load' | 'create' | 'write' | 'touch' | 'destroy';

/** Sessions in memory without an application, on a store that fails on command and a clock that is set by hand. */
export class SessionBench {
  /** Time in ms since the epoch. */
  now = Date.now();
  /** Operations that the store was asked for, in order. */
  readonly calls: StoreOperation[] = [];
  readonly backend: StoredSessions;
  private readonly failures = new Map<string, number>();

  constructor(options: Partial<StoredSessionsOptions> = {}) {
    const memory = new MemorySessionStore({ now: () => this.now });
    const store = interceptStore(memory, (name, run) => {
      this.calls.push(name as StoreOperation);
      const left = this.failures.get(name) ?? 0;
      if (left === 0) return run();
      this.failures.set(name, left - 1);
      throw new Error(`${name} failed`);
    });
    this.backend = new StoredSessions({
      store,
      keys: new KeyRing([{ id: 'a', secret: randomBytes(32) }]),
      userId: ({ userId }) => userId,
      ...options,
    });
  }

  /** Makes the next calls of an operation fail. */
  fail(operation: StoreOperation, times = Infinity): void {
    this.failures.set(operation, times);
  }

  /** Lets every operation succeed again. */
  heal(): void {
    this.failures.clear();
  }
}

/** A browser without a network: keeps the cookies of its responses, and sends them with its requests. */
export class BenchBrowser {
  cookies: Readonly<Record<string, string | undefined>> = {};

  constructor(private readonly bench: SessionBench) {}

  /** A second tab or a thief: the same cookies at this moment. */
  copy(): BenchBrowser {
    const copy = new BenchBrowser(this.bench);
    copy.cookies = this.cookies;
    return copy;
  }

  /** Begins a request. */
  async request(options: RequestSessionOptions = {}): Promise<RequestSession> {
    const request = new RequestSession(this.bench.backend, { cookies: this.cookies, secure: false }, options);
    await request.open();
    return request;
  }

  /** Ends a request with a response. @throws what the commit throws; the response sets its cookies nevertheless */
  async respond(request: RequestSession, status = 200): Promise<void> {
    try {
      await request.commit(status);
    } finally {
      const next = { ...this.cookies };
      for (const { name, value, maxAge } of request.takeCookies())
        next[name] = maxAge === 0 ? undefined : value;
      this.cookies = next;
    }
  }

  /** The data of the session that a new request sees. */
  async data(): Promise<Record<string, unknown>> {
    return { ...(await this.request()).session };
  }
}
