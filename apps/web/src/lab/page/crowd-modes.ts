import { PRESETS, presetOf, type Mode } from '../modes';

/** A mode that a crowd can be sent in. */
export interface CrowdMode extends Mode {
  /** Its preset, or what it is made of. */
  readonly name: string;
}

/** The modes to choose from: every preset, and the stores that have none. */
export const CROWD_MODES: readonly CrowdMode[] = [
  ...PRESETS.map(({ preset, routing, state }) => ({ name: preset, routing, state })),
  { name: 'any + memcached', routing: 'any', state: 'memcached' },
  { name: 'any + postgres', routing: 'any', state: 'postgres' },
];

/** The mode of that name, or the first. */
export function crowdMode(name: string): Mode {
  const { routing, state } = CROWD_MODES.find((mode) => mode.name === name) ?? CROWD_MODES[0]!;
  return { routing, state };
}

/** What a mode is called. */
export function modeName(mode: Mode): string {
  return presetOf(mode) ?? `${mode.routing} + ${mode.state}`;
}
