import { z } from 'zod';
import { ROUTINGS, STATES } from '../../settings/settings.schema.js';
import { PRESETS, type Mode, type Preset } from '../presets.js';

const modeForm = {
  preset: z.enum(Object.keys(PRESETS) as [Preset, ...Preset[]]).optional(),
  routing: z.enum(ROUTINGS).optional(),
  state: z.enum(STATES).optional(),
};

interface ModeForm {
  readonly preset?: Preset;
  readonly routing?: Mode['routing'];
  readonly state?: Mode['state'];
}

const oneMode = {
  error: `Send {"preset": one of ${Object.keys(PRESETS).join(', ')}} or {"routing": …, "state": …}.`,
};

/** A preset alone, or both axes. */
function isOneMode({ preset, routing, state }: ModeForm): boolean {
  return preset === undefined
    ? routing !== undefined && state !== undefined
    : routing === undefined && state === undefined;
}

const whole = (from: number, to: number) => {
  const error = `must be a whole number from ${from} to ${to}`;
  return z.int({ error }).min(from, { error }).max(to, { error });
};

/**
 * Body of `POST /api/lab/crowd`. With `against`, a second crowd in another mode makes the same visits at the same time, so
 * that both meet the same faults.
 */
export const startCrowdSchema = z
  .strictObject({
    ...modeForm,
    against: z.strictObject(modeForm).refine(isOneMode, oneMode).optional(),
    visitors: whole(1, 300).default(60),
    rate: whole(1, 100).default(30).describe('requests a second of each crowd'),
    seconds: whole(5, 600).default(300).describe('it ends by itself after so long'),
    seed: whole(0, 2 ** 31 - 1)
      .default(1)
      .describe('the same seed makes the same visits'),
  })
  .refine(isOneMode, oneMode)
  .transform(({ against, preset, routing, state, ...crowd }) => ({
    ...crowd,
    modes: [{ preset, routing, state }, ...(against ? [against] : [])].map(toMode),
  }));

function toMode({ preset, routing, state }: ModeForm): Mode {
  return preset === undefined ? { routing: routing!, state: state! } : PRESETS[preset];
}

export type StartCrowd = z.output<typeof startCrowdSchema>;
