import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { Crowd } from '../crowd/crowd.js';
import { crowdModeSchema, crowdOptionsSchema, type CrowdMode } from '../crowd/crowd.options.js';

/** How often a crowd tries to come in, and how long it waits in between, in milliseconds. */
const ATTEMPTS = 10;
const AGAIN_MS = 500;

/** An order for one crowd, or for two alike in two modes. */
export const crowdOrderSchema = crowdOptionsSchema
  .pick({ seed: true, visitors: true, rate: true, seconds: true })
  .extend({ modes: z.array(crowdModeSchema).min(1).max(2) });

export type CrowdOrder = z.output<typeof crowdOrderSchema>;

/** What became of a run so far. */
export interface CrowdRunReport extends Omit<CrowdOrder, 'modes'> {
  id: string;
  /** People come in, shop, look a last time for what they had, and are gone. */
  phase: 'arriving' | 'shopping' | 'leaving' | 'over';
  startedAt: string;
  /** Why it could not go on. */
  problem: string | null;
  crowds: (CrowdMode & {
    requests: number;
    failed: number;
    cartsLost: number;
    loginsLost: number;
    visitorsWithLoss: number;
    p50Ms: number;
    p99Ms: number;
  })[];
}

/** One crowd, or two that make the same visits at the same time in two modes, so that both meet the same faults. */
export class CrowdRun {
  readonly #id = crypto.randomUUID();
  readonly #startedAt = new Date();
  readonly #crowds: readonly Crowd[];
  #phase: CrowdRunReport['phase'] = 'arriving';
  #problem: string | null = null;
  readonly #over: Promise<void>;

  /** @param url a balancer that believes X-Forwarded-For */
  constructor(
    url: string,
    private readonly order: CrowdOrder,
  ) {
    const { modes, ...options } = order;
    this.#crowds = modes.map((mode) => new Crowd(url, { ...options, mode }));
    this.#over = this.#go();
  }

  get isOver(): boolean {
    return this.#phase === 'over';
  }

  get report(): CrowdRunReport {
    const { modes: _, ...options } = this.order;
    return {
      id: this.#id,
      phase: this.#phase,
      startedAt: this.#startedAt.toISOString(),
      problem: this.#problem,
      ...options,
      crowds: this.#crowds.map(reportOf),
    };
  }

  /** Sends everybody home. Settles when each has looked once more for what they had. */
  async stop(): Promise<void> {
    await Promise.all(this.#crowds.map((crowd) => crowd.stop()));
    await this.#over;
  }

  async #go(): Promise<void> {
    try {
      await Promise.all(this.#crowds.map(arrive));
      await Promise.all(this.#crowds.map((crowd) => crowd.start()));
      this.#phase = 'shopping';
      await Promise.all(this.#crowds.map((crowd) => crowd.ended()));
      this.#phase = 'leaving';
      await Promise.all(this.#crowds.map((crowd) => crowd.census()));
    } catch (error) {
      this.#problem = (error as Error).message;
      await Promise.all(this.#crowds.map((crowd) => crowd.stop()));
    }
    this.#phase = 'over';
  }
}

/** Lets everybody in; who is refused by a shop that has just started, or is being broken, comes again. */
async function arrive(crowd: Crowd): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await crowd.arrive();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await delay(AGAIN_MS);
    }
  }
}

function reportOf(crowd: Crowd): CrowdRunReport['crowds'][number] {
  const { requests, failed, cartsLost, loginsLost, visitorsWithLoss, latencyMs } = crowd.snapshot();
  const { p50, p99 } = latencyMs;
  return {
    ...crowd.options.mode,
    ...{ requests, failed, cartsLost, loginsLost, visitorsWithLoss },
    ...{ p50Ms: p50, p99Ms: p99 },
  };
}
