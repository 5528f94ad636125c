import { z } from 'zod';
import { ROUTINGS, STATES } from '../../settings/settings.schema.js';
import { PRESETS, type Preset } from '../presets.js';

const mode = { routing: z.enum(ROUTINGS), state: z.enum(STATES) };

/** What became of one crowd so far, counted by the crowd itself. */
export const crowdReportSchema = z
  .object({
    ...mode,
    preset: z.enum(Object.keys(PRESETS) as [Preset, ...Preset[]]).nullable(),
    requests: z.int(),
    failed: z.int().describe('requests without an answer, or with a status of 500 or more'),
    visitors: z.int().describe('visitors who have filled a cart so far'),
    sessionsLost: z.int().describe('times that a visitor found the cart or the log-in gone'),
    p50Ms: z.number().nullable(),
    p99Ms: z.number().nullable(),
  })
  .meta({ id: 'CrowdReport' });

/** A run of one crowd, or of two alike in two modes. */
export const crowdRunSchema = z
  .object({
    id: z.string(),
    running: z.boolean(),
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
