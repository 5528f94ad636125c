import { Injectable } from '@nestjs/common';
import type { SessionEvents } from '@app/session';
import { Counter, Gauge } from 'prom-client';
import type { State } from '../../settings/settings.schema.js';
import { Metrics } from './metrics.js';

const COUNTED = {
  loads: ['session_loads_total', 'Sessions that requests asked for, by whether there was one'],
  begun: ['sessions_created_total', 'Sessions that began'],
  ended: ['sessions_ended_total', 'Sessions that their own browser ended'],
  commits: ['session_commits_total', 'Sessions written'],
  conflicts: ['session_conflicts_total', 'Commits that met another writer and were tried again'],
  storeErrors: [
    'session_store_errors_total',
    'Operations that the store did not answer, or was not asked for',
  ],
  lost: ['session_records_lost_total', 'Records that are damaged, or sealed by a key that is unknown here'],
} as const;

type Counters = Record<keyof typeof COUNTED, Counter<'state' | 'result'>>;

/** What happens to sessions, by the state that keeps them. */
@Injectable()
export class SessionMetrics {
  private readonly counters: Counters;
  private readonly breakers = new Map<State, () => boolean>();
  private held: () => number = () => 0;

  constructor(metrics: Metrics) {
    const registers = [metrics.registry];
    const counter = ([name, help]: readonly [string, string]) =>
      new Counter({
        name,
        help,
        registers,
        labelNames: name === 'session_loads_total' ? ['state', 'result'] : ['state'],
      });
    this.counters = Object.fromEntries(
      Object.entries(COUNTED).map(([key, about]) => [key, counter(about)]),
    ) as Counters;
    const { breakers } = this;
    new Gauge({
      name: 'session_store_breaker_open',
      help: '1 while the store did not answer lately and is not asked',
      labelNames: ['state'],
      registers,
      collect() {
        for (const [state, open] of breakers) this.set({ state }, open() ? 1 : 0);
      },
    });
    const held = () => this.held();
    new Gauge({
      name: 'sessions_in_memory',
      help: 'Sessions that end with this process',
      registers,
      collect() {
        this.set(held());
      },
    });
  }

  /** Event listeners that update the metrics of one state. From then on all its series exist, at 0. */
  eventsOf(state: State): SessionEvents {
    const { loads, begun, ended, commits, conflicts, storeErrors, lost } = this.counters;
    for (const counter of [begun, ended, commits, conflicts, storeErrors, lost]) counter.inc({ state }, 0);
    for (const result of ['found', 'missing']) loads.inc({ state, result }, 0);
    const [found, missing] = ['found', 'missing'].map((result) => loads.labels({ state, result }));
    const committed = commits.labels({ state });
    return {
      loaded: (wasFound) => (wasFound ? found : missing)?.inc(),
      committed: () => committed.inc(),
      created: () => begun.inc({ state }),
      destroyed: () => ended.inc({ state }),
      conflict: () => conflicts.inc({ state }),
      unavailable: () => storeErrors.inc({ state }),
      damaged: () => lost.inc({ state }),
      unreadable: () => lost.inc({ state }),
    };
  }

  /** Shows whether the circuit of a state's store is open. */
  watchBreaker(state: State, open: () => boolean): void {
    this.breakers.set(state, open);
  }

  /** Shows how many sessions this process holds itself. */
  watchMemory(count: () => number): void {
    this.held = count;
  }
}
