import { z } from 'zod';

/** The process answers. */
export const livenessSchema = z.object({ status: z.literal('ok') });

const dependencySchema = z.object({ status: z.enum(['up', 'degraded']) });

/** Whether this replica wants visitors. Dependencies are told and never decide it. */
export const readinessSchema = z.object({
  status: z.enum(['starting', 'ready', 'draining']),
  since: z.iso.datetime().describe('when the status was entered'),
  dependencies: z.record(z.string(), dependencySchema),
});

export type Liveness = z.output<typeof livenessSchema>;
export type ReadinessReport = z.output<typeof readinessSchema>;
export type DependencyReport = z.output<typeof dependencySchema>;
