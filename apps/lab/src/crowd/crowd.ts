import { EventEmitter, setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { crowdOptionsSchema, type CompleteCrowdOptions, type CrowdOptions } from './crowd.options.js';
import { CrowdVisitor } from './crowd-visitor.js';
import { Tally, type CrowdCounts, type Outcome } from './tally.js';
import { VisitPlan } from './visit-plan.js';

/** What is overdue when the time is up is still done, for so many ms at most. */
const OVERTIME = 3_000;

/** What a crowd has met so far, and how many are there. */
export interface CrowdSnapshot extends CrowdCounts {
  /** Seconds since the clock started. */
  readonly seconds: number;
  readonly visitors: number;
}

/**
 * A crowd of simulated shoppers. Each action begins when its plan says, however long earlier answers took (open loop). Emits
 * `outcome` for every request once the clock runs.
 */
export class Crowd extends EventEmitter<{ outcome: [outcome: Outcome] }> {
  readonly options: CompleteCrowdOptions;
  readonly plan: VisitPlan;
  /** Who is there at this moment, by place. */
  readonly visitors: CrowdVisitor[] = [];
  readonly #urls: readonly string[];
  readonly #stopping = new AbortController();
  #tally = new Tally();
  #began = 0;
  #came = 0;
  #going: Promise<unknown> | undefined;

  /**
   * @param urls the balancers; one that believes X-Forwarded-For gives every visitor an address of their own
   * @throws ZodError where the options are out of bounds
   */
  constructor(urls: string | readonly string[], options: CrowdOptions) {
    super();
    this.#urls = [urls].flat();
    this.options = crowdOptionsSchema.parse(options);
    this.plan = new VisitPlan(this.options);
    // Everybody waits for the same signal.
    setMaxListeners(0, this.#stopping.signal);
  }

  /**
   * Lets everybody in, one after the other, each with a mode chosen and something in the cart, before the clock starts.
   * @throws Error where one of them is refused
   */
  async arrive(): Promise<void> {
    for (let place = this.visitors.length; place < this.options.visitors; place++) {
      const visitor = this.#newVisitor(place);
      for await (const { status } of visitor.arrive(this.options.mode, this.plan.visit(place)))
        if (status < 200 || status > 299)
          throw new Error(`A visitor could not come in: the shop answered ${status || 'nothing'}.`);
      this.visitors.push(visitor);
    }
  }

  /** Lets in who is not there yet, and starts the clock. Settles when it runs. */
  async start(): Promise<void> {
    await this.arrive();
    this.#began = performance.now();
    this.#going = Promise.all(this.visitors.map(({ place }) => this.#shop(place)));
  }

  /** Settles when the time is up, or the crowd was stopped, and the last answer is there. */
  async ended(): Promise<void> {
    await this.#going;
  }

  /** Sends everybody home. Settles when the last answer is there. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#going;
  }

  /** Everybody looks at the cart and the account once more, so that no loss goes unnoticed; counted like all else. */
  async census(): Promise<void> {
    const everyone = this.visitors.map(async (visitor) => {
      for (const left: ('look' | 'account')[] = ['look', 'account']; left[0] !== undefined;) {
        const began = performance.now();
        const outcome = await visitor.act({ kind: left[0] });
        this.#count({ ...outcome, visitor: visitor.place, latencyMs: performance.now() - began });
        // Else it first had to learn what became of a checkout or a login.
        if (outcome.method === 'GET') left.shift();
      }
    });
    await Promise.all(everyone);
  }

  /** What the crowd has met so far; what happened on arrival before the clock started is not counted. */
  snapshot(): CrowdSnapshot {
    const seconds = this.#began === 0 ? 0 : (performance.now() - this.#began) / 1000;
    return { seconds, visitors: this.visitors.length, ...this.#tally.counts };
  }

  /** What the crowd has met since the last reset, and counts anew from now on. */
  reset(): CrowdSnapshot {
    const snapshot = this.snapshot();
    this.#tally = new Tally();
    return snapshot;
  }

  async #shop(place: number): Promise<void> {
    for (let visit = 0, began = this.#began; ; visit++) {
      const last = await this.#follow(place, visit, began);
      if (last === undefined) return;
      began = last;
      const next = (this.visitors[place] = this.#newVisitor(place));
      let planned = began;
      for await (const outcome of next.arrive(this.options.mode, this.plan.visit(place, visit + 1))) {
        this.#count({ ...outcome, visitor: place, latencyMs: performance.now() - planned });
        planned = performance.now();
      }
    }
  }

  /** Follows one visit to its end. @returns when its last action was to begin; undefined where the crowd leaves before that */
  async #follow(place: number, visit: number, began: number): Promise<number | undefined> {
    const closes = this.#began + this.options.seconds * 1000;
    let planned = began;
    for (const { at, action } of this.plan.visit(place, visit).steps) {
      planned = began + at * 1000;
      const open = await this.#waitUntil(Math.min(planned, closes));
      if (!open || planned >= closes || performance.now() > closes + OVERTIME) return undefined;
      const outcome = await this.visitors[place]!.act(action);
      this.#count({ ...outcome, visitor: place, latencyMs: performance.now() - planned });
    }
    return planned;
  }

  /** @returns false where the crowd was stopped before */
  async #waitUntil(moment: number): Promise<boolean> {
    const { signal } = this.#stopping;
    const left = moment - performance.now();
    if (left > 0) await delay(left, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }

  #count(outcome: Outcome): void {
    this.#tally.count(outcome);
    this.emit('outcome', outcome);
  }

  #newVisitor(place: number): CrowdVisitor {
    const address = this.options.oneAddress ? addressOf(0) : addressOf(this.#came++);
    return new CrowdVisitor(this.#urls, place, { 'x-forwarded-for': address });
  }
}

/** An address of the net that is kept for such tests: 198.18.0.0/15 (RFC 2544). */
export function addressOf(number: number): string {
  const within = number % 2 ** 17;
  return `198.${18 + (within >> 16)}.${(within >> 8) & 255}.${within & 255}`;
}
