import { z } from 'zod';
import { ROUTINGS, STATES } from '../../settings/settings.schema.js';

const mode = { routing: z.enum(ROUTINGS), state: z.enum(STATES) };

/** What became of one crowd so far, counted by the crowd itself. */
export const crowdReportSchema = z
  .object({
    ...mode,
    requests: z.int(),
    failed: z.int().describe('requests without an answer, or with a status of 500 or more'),
    cartsLost: z.int().describe('times that a cart held less than its visitor had put there'),
    loginsLost: z.int().describe('times that a signed-in visitor was not known any more'),
    visitorsWithLoss: z.int().describe('visitors who lost one or the other at least once'),
    p50Ms: z.number().describe('in milliseconds, from the moment a request was to begin'),
    p99Ms: z.number(),
  })
  .meta({ id: 'CrowdReport' });

/** A run of one crowd, or of two alike in two modes. */
export const crowdRunSchema = z
  .object({
    id: z.string(),
    phase: z
      .enum(['arriving', 'shopping', 'leaving', 'over'])
      .describe('people come in, shop, look a last time for what they had, and are gone'),
    problem: z.string().nullable().describe('why it could not go on'),
    startedAt: z.iso.datetime(),
    seed: z.int(),
    visitors: z.int().describe('in each crowd'),
    rate: z.number().describe('requests a second of each crowd'),
    seconds: z.int().describe('how long it lasts unless it is stopped'),
    crowds: z.array(crowdReportSchema),
  })
  .meta({ id: 'CrowdRun' });

/** What the launcher says of the cluster that it runs. */
export const launcherStatusSchema = z
  .object({
    balancers: z.array(z.object({ id: z.string(), url: z.string() })),
    redis: z.enum(['running', 'stopped', 'external']).describe('`external`: not started by the launcher'),
    crowd: crowdRunSchema.nullable().describe('the crowd of this moment, else the last one'),
  })
  .meta({ id: 'LauncherStatus' });

/** Answer of `GET /api/lab/crowd`. */
export const crowdAnswerSchema = z.object({ crowd: crowdRunSchema.nullable() }).meta({ id: 'CrowdAnswer' });

export type CrowdAnswer = z.output<typeof crowdAnswerSchema>;
export type CrowdReport = z.output<typeof crowdReportSchema>;
export type CrowdRun = z.output<typeof crowdRunSchema>;
export type LauncherStatus = z.output<typeof launcherStatusSchema>;
