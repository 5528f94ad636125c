import { z } from 'zod';

/** What a replica can do to itself. */
export const FAULTS = ['crash', 'drain', 'pause'] as const;

export type Fault = (typeof FAULTS)[number];

/** Longer than a balancer needs to notice, shorter than an orchestrator needs to lose patience. */
const LONGEST_PAUSE = 30;

const fault = z.enum(FAULTS, { error: `must be one of ${FAULTS.join(', ')}` });
const id = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be the id of a replica');

/** The path of a fault call. */
export const faultPathSchema = z.object({ id, fault });

/** The path of a fault call between replicas. */
export const ownFaultPathSchema = z.object({ fault });

const pause = `must be a number of seconds from 1 to ${LONGEST_PAUSE}`;

/** Body of a fault call; there may be none. */
export const faultOptionsSchema = z
  .strictObject({ seconds: z.number(pause).min(1, pause).max(LONGEST_PAUSE, pause).default(5) })
  .nullish()
  .transform((options) => options ?? { seconds: 5 });

/** Answer of a fault call. */
export const faultAnswerSchema = z
  .object({ id, fault, seconds: z.number().describe('how long, for a pause') })
  .meta({ id: 'FaultAnswer' });

export type FaultOptions = z.output<typeof faultOptionsSchema>;
export type FaultAnswer = z.output<typeof faultAnswerSchema>;
export type FaultPath = z.output<typeof faultPathSchema>;
export type OwnFaultPath = z.output<typeof ownFaultPathSchema>;
