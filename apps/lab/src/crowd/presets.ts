import type { CrowdMode } from './crowd.options.js';

/** A mode and what it is called. */
export interface NamedMode extends CrowdMode {
  readonly name: string;
}

/** The pairs that have a name: see the README. */
export const PRESETS = {
  sticky: { name: 'sticky', routing: 'cookie', state: 'memory' },
  external: { name: 'external', routing: 'any', state: 'redis' },
  stateless: { name: 'stateless', routing: 'any', state: 'token' },
  hybrid: { name: 'hybrid', routing: 'cookie', state: 'near' },
  broken: { name: 'broken', routing: 'any', state: 'memory' },
} as const satisfies Record<string, NamedMode>;

/** A pair under its preset's name, else under what it is made of. */
export function named({ routing, state }: CrowdMode): NamedMode {
  const preset = Object.values(PRESETS).find((mode) => mode.routing === routing && mode.state === state);
  return preset ?? { name: `${routing} + ${state}`, routing, state };
}
