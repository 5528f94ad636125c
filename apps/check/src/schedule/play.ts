import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Reply } from '../application/browser.js';
import type { OperationName } from '../application/config.js';
import type { Values } from '../application/request.js';
import type { Gate } from '../gate/gate.js';
import type { Actor, Schedule } from './schedule.js';
import type { Trace } from './trace.js';

/** A request that takes longer than this while the other one is held is taken to wait for it, as for a lock, in ms. */
const PATIENCE_MS = 1500;
/** Browsers give up after this time, in ms. */
const LIMIT_MS = 12_000;

/** One of the two requests that meet. */
export interface Call {
  /** In words: `ada adds milk`. */
  readonly title: string;
  readonly browser: Browser;
  readonly operation: OperationName;
  readonly values?: Values;
}

/** What became of the two requests. */
export interface Played {
  readonly replies: Readonly<Record<Actor, Reply>>;
  /** Whether every turn that was to be held was held. */
  readonly reached: boolean;
}

/**
 * Plays one schedule of two requests: A on the first replica, B on the second. Both carry the cookies of before, as two requests that
 * a browser sends at once do, and their responses reach the browser in the order in which they end.
 */
export async function play(
  schedule: Schedule,
  calls: Readonly<Record<Actor, Call>>,
  gates: Readonly<Record<Actor, Gate>>,
  trace: Trace,
): Promise<Played> {
  const senders = { A: senderOf(calls.A), B: senderOf(calls.B) };
  const running: Partial<Record<Actor, Promise<Reply>>> = {};
  let reached = true;
  for (const actor of ['A', 'B'] as const) {
    trace.name(calls[actor].title, actor);
    gates[actor].start(trace.gate(actor));
  }
  try {
    for (const { actor, trips } of schedule) {
      const gate = gates[actor];
      gate.allow(trips ?? Infinity);
      const request = (running[actor] ??= senders[actor](actor === 'A' ? 1 : 2));
      const held = gate.held().then(() => 'held' as const);
      const over = request
        .then(() => gate.quiet())
        .then(() => (gate.isHeld ? ('held' as const) : ('over' as const)));
      const patience = new AbortController();
      const other = gates[actor === 'A' ? 'B' : 'A'];
      const waits = delay(other.isHeld ? PATIENCE_MS : LIMIT_MS, 'waits' as const, {
        signal: patience.signal,
      }).catch(() => 'over' as const);
      const outcome = await Promise.race([held, over, waits]);
      patience.abort();
      if (outcome === 'waits') trace.waits(actor);
      if (trips !== undefined && outcome !== 'held') reached = false;
    }
  } finally {
    for (const gate of Object.values(gates)) gate.finish();
  }
  const [A, B] = (await Promise.all([running.A, running.B])) as [Reply, Reply];
  await Promise.all([gates.A.quiet(), gates.B.quiet()]);
  return { replies: { A, B }, reached };
}

/** Returns what sends a call with the cookies and tokens of now, and gives the browser those of the response. */
function senderOf({ title, browser, operation, values }: Call): (replica: number) => Promise<Reply> {
  const before = browser.copy(browser.name);
  return async (replica) => {
    const reply = await before.send(operation, values, { replica, title });
    for (const header of reply.setCookie) browser.cookies.receive(header);
    browser.capture(operation, reply.text);
    return reply;
  };
}
