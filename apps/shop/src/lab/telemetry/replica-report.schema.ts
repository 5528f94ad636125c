import { z } from 'zod';

/** What one replica says of itself to another (`GET /api/lab/self`). Counts are since its process began. */
export const replicaReportSchema = z.object({
  id: z.string(),
  state: z.enum(['up', 'draining']),
  since: z.iso.datetime().describe('when the state was entered, or the process went on after a standstill'),
  startedAt: z.iso.datetime().describe('tells one process from the next of the same name'),
  requests: z.int(),
  failed: z.int().describe('answered by a status of 500 or more'),
  sessionsLost: z.int().describe('sessions that a visitor named and this replica did not have'),
  sessions: z.int().describe('sessions held in memory'),
  rssBytes: z.int().describe('memory of the process'),
  latencies: z.string().describe('a compressed HdrHistogram in microseconds, as base64'),
});

export type ReplicaReport = z.output<typeof replicaReportSchema>;
