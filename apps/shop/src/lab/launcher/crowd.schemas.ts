import { z } from 'zod';
import { ROUTINGS, STATES } from '../../settings/settings.schema.js';
import { PRESETS, type Mode, type Preset } from '../presets.js';

const preset = z.enum(Object.keys(PRESETS) as [Preset, ...Preset[]]);
const routing = z.enum(ROUTINGS);
const state = z.enum(STATES);

const oneMode = {
  error: `Send {"preset": one of ${Object.keys(PRESETS).join(', ')}} or {"routing": …, "state": …}.`,
};

/** A preset alone, or both axes. */
const modeSchema = z.union([z.strictObject({ preset }), z.strictObject({ routing, state })], oneMode);

const whole = (from: number, to: number) => {
  const error = `must be a whole number from ${from} to ${to}`;
  return z.int({ error }).min(from, { error }).max(to, { error });
};

const crowdForm = {
  against: modeSchema.optional(),
  visitors: whole(1, 300).default(60),
  rate: whole(1, 100).default(30).describe('requests a second of each crowd'),
  seconds: whole(5, 600).default(300).describe('it ends by itself after so long'),
  seed: whole(0, 2 ** 31 - 1)
    .default(1)
    .describe('the same seed makes the same visits'),
};

/**
 * Body of `POST /api/lab/crowd`. With `against`, a second crowd in another mode makes the same visits at the same time, so
 * that both meet the same faults.
 */
export const startCrowdSchema = z
  .union(
    [z.strictObject({ preset, ...crowdForm }), z.strictObject({ routing, state, ...crowdForm })],
    oneMode,
  )
  .transform(({ against, ...form }) => {
    const { visitors, rate, seconds, seed, ...mode } = form;
    return { visitors, rate, seconds, seed, modes: [mode, ...(against ? [against] : [])].map(toMode) };
  });

function toMode(mode: z.output<typeof modeSchema>): Mode {
  return 'preset' in mode ? PRESETS[mode.preset] : mode;
}

export type StartCrowd = z.output<typeof startCrowdSchema>;
