import type { Routing, State } from '../settings/settings.schema.js';

/** A pair of what the balancer and the replica do. */
export interface Mode {
  readonly routing: Routing;
  readonly state: State;
}

/** The pairs that have a name. */
export const PRESETS = {
  sticky: { routing: 'cookie', state: 'memory' },
  external: { routing: 'any', state: 'redis' },
  stateless: { routing: 'any', state: 'token' },
  hybrid: { routing: 'cookie', state: 'near' },
  broken: { routing: 'any', state: 'memory' },
} as const satisfies Record<string, Mode>;

export type Preset = keyof typeof PRESETS;

/** The name of a pair, or null where it has none. */
export function presetOf({ routing, state }: Mode): Preset | null {
  const found = Object.entries(PRESETS).find(([, mode]) => mode.routing === routing && mode.state === state);
  return (found?.[0] as Preset | undefined) ?? null;
}
