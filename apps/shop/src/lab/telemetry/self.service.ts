import { Injectable } from '@nestjs/common';
import { Readiness, Replica } from '@app/replica';
import { SessionBackends } from '../../sessions/session-backends.js';
import { LostSessions } from './lost-sessions.js';
import { Pulse } from './pulse.js';
import type { ReplicaReport } from './replica-report.schema.js';
import { Visits } from './visits.js';

/** What this replica knows about itself, without a request to others. */
@Injectable()
export class SelfService {
  constructor(
    private readonly replica: Replica,
    private readonly readiness: Readiness,
    private readonly visits: Visits,
    private readonly lost: LostSessions,
    private readonly backends: SessionBackends,
    private readonly pulse: Pulse,
  ) {}

  get id(): string {
    return this.replica.id;
  }

  /** Who was not there for a while says so, even if nobody asked meanwhile. */
  private get since(): Date {
    const { resumedAt } = this.pulse;
    return resumedAt && resumedAt > this.readiness.since ? resumedAt : this.readiness.since;
  }

  report(): ReplicaReport {
    return {
      id: this.replica.id,
      state: this.readiness.isReady ? 'up' : 'draining',
      since: this.since.toISOString(),
      startedAt: this.replica.startedAt.toISOString(),
      requests: this.visits.requests,
      failed: this.visits.failed,
      sessionsLost: this.lost.count,
      sessions: this.backends.memory.size,
      rssBytes: process.memoryUsage.rss(),
      latencies: this.visits.latencies.encoded,
    };
  }
}
