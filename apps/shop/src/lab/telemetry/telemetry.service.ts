import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Draining } from '@app/replica';
import { exhaustMap, from, Observable, share, Subject, takeUntil, timer } from 'rxjs';
import { Launcher } from '../launcher/launcher.js';
import type { LauncherStatus } from '../launcher/launcher.schemas.js';
import { toListed } from '../peers/replica-list.schema.js';
import { ReplicasService } from '../peers/replicas.service.js';
import { Interval, type Observation } from './interval.js';
import { StoreLoads, STORES } from './store-loads.js';
import type { Telemetry } from './telemetry.schema.js';

const EVERY_MS = 1000;

/** Watches the whole cluster from this replica, once a second and only while a page is open. */
@Injectable()
export class TelemetryService implements OnModuleInit {
  /** One look is shared by all who watch. It ends when this replica drains: browsers then connect to another one. */
  readonly events: Observable<Telemetry>;
  private readonly drained = new Subject<void>();
  private before?: Observation;

  constructor(
    private readonly replicas: ReplicasService,
    private readonly stores: StoreLoads,
    private readonly launcher: Launcher,
    private readonly draining: Draining,
  ) {
    this.events = timer(0, EVERY_MS).pipe(
      exhaustMap(() => from(this.look())),
      takeUntil(this.drained),
      share(),
    );
  }

  onModuleInit(): void {
    this.draining.register(() => this.drained.next());
  }

  private async look(): Promise<Telemetry> {
    const [replicas, launcher, ...figures] = await Promise.all([
      this.replicas.all(),
      this.launcher.status(),
      ...STORES.map((name) => this.stores.of(name)),
    ]);
    const stores = new Map(STORES.map((name, at) => [name, figures[at]]));
    const now: Observation = { at: Date.now(), replicas, stores };
    const interval = this.before && isRecent(this.before, now) ? new Interval(this.before, now) : undefined;
    this.before = now;
    return toTelemetry(now, interval, launcher);
  }
}

/** Nobody may have looked for hours: an average over them tells nothing. */
function isRecent(before: Observation, now: Observation): boolean {
  return now.at - before.at < 5 * EVERY_MS;
}

function toTelemetry(
  now: Observation,
  interval: Interval | undefined,
  launcher: LauncherStatus | null,
): Telemetry {
  const latencies = interval?.latencies(now.replicas.map(({ report }) => report));
  return {
    at: new Date(now.at).toISOString(),
    replicas: now.replicas.map((replica) => {
      const own = interval?.latencies([replica.report]);
      return {
        ...toListed(replica),
        requestsPerSecond: interval?.rate(replica.report, 'requests') ?? null,
        p50Ms: own?.percentile(50) ?? null,
        p99Ms: own?.percentile(99) ?? null,
      };
    }),
    total: {
      requestsPerSecond: interval?.totalRate('requests') ?? null,
      failedPerSecond: interval?.totalRate('failed') ?? null,
      sessionsLostPerSecond: interval?.totalRate('sessionsLost') ?? null,
      p50Ms: latencies?.percentile(50) ?? null,
      p99Ms: latencies?.percentile(99) ?? null,
    },
    stores: STORES.map((name) => ({
      name,
      state: now.stores.get(name) ? 'up' : 'down',
      commandsPerSecond: interval?.commandRate(name) ?? null,
      memoryBytes: now.stores.get(name)?.memoryBytes ?? null,
    })),
    launcher,
  };
}
