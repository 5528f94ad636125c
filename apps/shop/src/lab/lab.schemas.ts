import { z } from 'zod';
import { ROUTINGS, STATES } from '../settings/settings.schema.js';
import { PRESETS, type Preset } from './presets.js';

const routing = z.enum(ROUTINGS).describe('how the balancer picks a replica');
const state = z.enum(STATES).describe('where the session lives');
const preset = z.enum(Object.keys(PRESETS) as [Preset, ...Preset[]]).describe('a pair that has a name');

/** Body of `PUT /api/lab/mode`: a preset, or one or both axes. */
export const chooseModeSchema = z.union(
  [
    z.strictObject({ preset }),
    z
      .strictObject({ routing: routing.optional(), state: state.optional() })
      .refine((mode) => mode.routing !== undefined || mode.state !== undefined)
      .meta({ minProperties: 1 }),
  ],
  { error: `Send {"preset": one of ${Object.keys(PRESETS).join(', ')}} or {"routing": …, "state": …}.` },
);

/** Answer of `GET /api/lab/mode`. */
export const modeSchema = z.object({ routing, state, preset: preset.nullable() }).meta({ id: 'Mode' });

/** Answer of `PUT /api/lab/mode`. */
export const changedModeSchema = modeSchema
  .extend({
    carried: z.boolean().describe('whether this replica could read what the visitor had, and took it along'),
    location: z.string().describe('where the page goes next: `/`, or `/s/<route id>/` in `url` routing'),
  })
  .meta({ id: 'ChangedMode' });

/** Answer of `GET /api/lab/whoami`. */
export const whoamiSchema = z
  .object({
    replica: z.string(),
    routing,
    state,
    session: z.object({
      ref: z.string().nullable().describe('a short hash of the session, never its id'),
      createdAt: z.iso.datetime().nullable(),
      version: z.int(),
    }),
  })
  .meta({ id: 'Whoami' });

export type ChooseMode = z.output<typeof chooseModeSchema>;
export type ModeAnswer = z.output<typeof modeSchema>;
export type ChangedMode = z.output<typeof changedModeSchema>;
export type Whoami = z.output<typeof whoamiSchema>;
