import { Injectable } from '@nestjs/common';
import type { AccessTokenOutcome, AuthEvents, RefreshTokenOutcome } from '@app/auth';
import { Counter } from 'prom-client';
import { Metrics } from './metrics.js';

const ACCESS: readonly AccessTokenOutcome[] = ['verified', 'remembered', 'refused', 'revoked'];
const REFRESH: readonly RefreshTokenOutcome[] = ['rotated', 'reissued', 'reuseDetected', 'refused'];

/** Results of verifying and refreshing tokens; `reused` indicates a stolen token. */
@Injectable()
export class TokenMetrics implements AuthEvents {
  private readonly access: ReadonlyMap<AccessTokenOutcome, Counter.Internal>;
  private readonly refresh: Counter<'outcome'>;

  constructor({ registry }: Metrics) {
    const counter = (name: string, help: string) =>
      new Counter({ name, help, labelNames: ['outcome'], registers: [registry] });
    const access = counter('access_tokens_total', 'Access tokens judged');
    this.refresh = counter('refresh_tokens_total', 'Refresh tokens presented');
    for (const outcome of ACCESS) access.inc({ outcome }, 0);
    this.access = new Map(ACCESS.map((outcome) => [outcome, access.labels({ outcome })]));
    for (const outcome of REFRESH) this.refresh.inc({ outcome }, 0);
  }

  accessToken(outcome: AccessTokenOutcome): void {
    this.access.get(outcome)?.inc();
  }

  refreshToken(outcome: RefreshTokenOutcome): void {
    this.refresh.inc({ outcome });
  }
}
