import { z } from 'zod';
import type { KnownReplica } from './replicas.service.js';

/** A replica as every client may see it. What only the replica itself knows is null while it is down. */
export const listedReplicaSchema = z
  .object({
    id: z.string(),
    state: z.enum(['up', 'draining', 'down']).describe('`down`: it does not answer, dead or paused'),
    since: z.iso.datetime().describe('when it entered that state'),
    startedAt: z.iso.datetime().nullable().describe('tells one process from the next of the same name'),
    requests: z.int().nullable().describe('what visitors asked of it since it started'),
    failed: z.int().nullable().describe('of these, answered by a status of 500 or more'),
    sessionsLost: z.int().nullable().describe('sessions that visitors named and it did not have'),
    sessions: z.int().nullable().describe('sessions held in its memory'),
    rssBytes: z.int().nullable().describe('memory of its process'),
  })
  .meta({ id: 'Replica' });

/** Answer of `GET /api/lab/replicas`. */
export const replicaListSchema = z
  .object({ items: z.array(listedReplicaSchema), nextCursor: z.null() })
  .meta({ id: 'ReplicaList' });

export type ListedReplica = z.output<typeof listedReplicaSchema>;
export type ReplicaList = z.output<typeof replicaListSchema>;

/** What everybody may see of a replica. */
export function toListed({ id, report, downSince }: KnownReplica): ListedReplica {
  if (report) {
    const { latencies: _, ...visible } = report;
    return visible;
  }
  const unknown = { requests: null, failed: null, sessionsLost: null, sessions: null, rssBytes: null };
  return { id, state: 'down', since: new Date(downSince ?? 0).toISOString(), startedAt: null, ...unknown };
}
