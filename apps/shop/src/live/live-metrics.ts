import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from '../operations/metrics/metrics.js';

/** Why a socket was closed from here. */
export type EndReason = 'session-ended' | 'revoked' | 'expired' | 'draining';

/** Counts this replica's sockets. */
@Injectable()
export class LiveMetrics {
  private readonly ended: Counter<'reason'>;
  private readonly refused: Counter;

  constructor(private readonly metrics: Metrics) {
    const registers = [metrics.registry];
    this.ended = new Counter({
      name: 'live_sockets_ended_total',
      help: 'Sockets that this replica closed, by reason',
      labelNames: ['reason'],
      registers,
    });
    this.refused = new Counter({
      name: 'live_sockets_refused_total',
      help: 'Handshakes that were refused',
      registers,
    });
  }

  /** Shows how many sockets there are, asked for whenever measurements are read. */
  show(sockets: () => number): void {
    new Gauge({
      name: 'live_sockets',
      help: 'Open sockets',
      registers: [this.metrics.registry],
      collect() {
        this.set(sockets());
      },
    });
  }

  countEnded(reason: EndReason): void {
    this.ended.inc({ reason });
  }

  countRefused(): void {
    this.refused.inc();
  }
}
