import { z } from 'zod';
import { ROUTINGS } from '../balancer/routing.js';
import { STATES } from '../cluster/cluster-options.js';

/** How a crowd is routed, and where its sessions live. */
export const crowdModeSchema = z.strictObject({ routing: z.enum(ROUTINGS), state: z.enum(STATES) });

/** A crowd, bounded in visitors, rate and time, so that no order can turn it into a flood. */
export const crowdOptionsSchema = z.strictObject({
  mode: crowdModeSchema,
  seed: z.int().min(0).max(0xffff_ffff).default(1).describe('the same seed gives the same visits'),
  visitors: z.int().min(1).max(1000).default(60).describe('visitors at any time'),
  rate: z.number().positive().max(500).default(60).describe('requests a second of all together'),
  seconds: z.number().positive().max(600).default(600).describe('the crowd leaves by itself after so long'),
  signedIn: z
    .number()
    .min(0)
    .max(1)
    .default(0.25)
    .describe('the part of the visitors that signs in on arrival'),
  actionsPerVisit: z
    .number()
    .min(1)
    .max(10_000)
    .optional()
    .describe(
      'actions of a visit on average, after which another visitor comes; without it, everybody stays',
    ),
  oneAddress: z.boolean().default(false).describe('whether all come from one address, as behind a NAT'),
});

/** What to start a crowd with; see the schema for the defaults. */
export type CrowdOptions = z.input<typeof crowdOptionsSchema>;

/** The same with every default filled in. */
export type CompleteCrowdOptions = z.output<typeof crowdOptionsSchema>;

export type CrowdMode = z.output<typeof crowdModeSchema>;
