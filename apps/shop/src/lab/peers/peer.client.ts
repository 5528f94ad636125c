import { Injectable } from '@nestjs/common';
import { Settings } from '../../settings/settings.js';
import { replicaReportSchema, type ReplicaReport } from '../telemetry/replica-report.schema.js';
import type { Fault } from '../faults/fault.schemas.js';
import { LAB_TOKEN_HEADER } from '../faults/lab-access.js';

/** How long a replica may take for an answer, in milliseconds: one that takes longer counts as down. */
const PATIENCE_MS = 700;

/** Speaks to other replicas by HTTP, never through a store: it works when all stores are unavailable. */
@Injectable()
export class PeerClient {
  constructor(private readonly settings: Settings) {}

  /** What a replica says of itself; undefined where nobody answers in time. */
  async report(address: string): Promise<ReplicaReport | undefined> {
    try {
      const answer = await this.ask('GET', address, '/api/lab/self');
      return answer.ok ? replicaReportSchema.parse(await answer.json()) : undefined;
    } catch {
      // Not listening, frozen, or another release of it: all that matters here is that it does not say.
      return undefined;
    }
  }

  /** Has a replica do something to itself. @returns whether it said that it would */
  async suffer(address: string, fault: Fault, seconds: number): Promise<boolean> {
    try {
      const answer = await this.ask('POST', address, `/api/lab/self/${fault}`, { seconds });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }

  private ask(method: string, address: string, path: string, body?: object): Promise<Response> {
    return fetch(`http://${address}${path}`, {
      method,
      headers: { [LAB_TOKEN_HEADER]: this.settings.labToken, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  }
}
