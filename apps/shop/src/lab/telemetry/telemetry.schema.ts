import { z } from 'zod';
import { launcherStatusSchema } from '../launcher/launcher.schemas.js';
import { listedReplicaSchema } from '../peers/replica-list.schema.js';
import { STORES } from './store-loads.js';

const perSecond = z
  .number()
  .nullable()
  .describe('between two readings of the same process; null if there are not two');
const latency = z.number().nullable().describe('in milliseconds; null where nothing was asked');

/** One event of `GET /api/lab/events`, once a second. */
export const telemetrySchema = z
  .object({
    at: z.iso.datetime(),
    replicas: z.array(
      listedReplicaSchema.extend({ requestsPerSecond: perSecond, p50Ms: latency, p99Ms: latency }),
    ),
    total: z.object({
      requestsPerSecond: perSecond,
      failedPerSecond: perSecond,
      sessionsLostPerSecond: perSecond,
      p50Ms: latency,
      p99Ms: latency,
    }),
    stores: z.array(
      z.object({
        name: z.enum(STORES),
        state: z.enum(['up', 'down']),
        commandsPerSecond: perSecond,
        memoryBytes: z.number().nullable(),
      }),
    ),
    launcher: launcherStatusSchema.nullable().describe('null where no launcher runs this cluster'),
  })
  .meta({ id: 'Telemetry' });

export type Telemetry = z.output<typeof telemetrySchema>;
