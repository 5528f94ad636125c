import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { DependencyReport } from './health.schemas.js';

const TIMEOUT_MS = 500;
/** However often balancers and orchestrators ask, a dependency is asked at most once in this time. */
const CACHED_MS = 2000;

/** Checks that a dependency answers. Throws if it does not. */
export type DependencyCheck = () => Promise<unknown>;

/** What this replica depends on, and whether it answers. */
@Injectable()
export class DependencyChecks {
  readonly #checks = new Map<string, DependencyCheck>();

  constructor(private readonly indicators: HealthIndicatorService) {}

  register(name: string, check: DependencyCheck): void {
    this.#checks.set(name, check);
  }

  /** The state of every dependency, by name; within half a second, whatever they do. */
  async report(): Promise<Record<string, DependencyReport>> {
    const entries = [...this.#checks].map(
      async ([name, check]) => [name, await this.#ask(name, check)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }

  async #ask(name: string, check: DependencyCheck): Promise<DependencyReport> {
    const result = await this.indicators
      .check(name)
      .attempt(async () => {
        await check();
      })
      .withTimeout(TIMEOUT_MS)
      .cacheFor(CACHED_MS);
    // Without it the shop still serves what needs it not, so it is never `down`: see Readiness.
    return { status: result[name]?.status === 'up' ? 'up' : 'degraded' };
  }
}
