import type { Mode as ModeAnswer } from '../api/types';

/** Both axes at once. */
export type Mode = Pick<ModeAnswer, 'routing' | 'state'>;
/** How the load balancer chooses a replica. */
export type Routing = Mode['routing'];
/** Where a session lives. */
export type State = Mode['state'];
/** A pair of the two axes that has a name. */
export type Preset = NonNullable<ModeAnswer['preset']>;

/** The presets in the order of the toggle. */
export const PRESETS: readonly ({ preset: Preset; label: string } & Mode)[] = [
  { preset: 'sticky', label: 'Sticky', routing: 'cookie', state: 'memory' },
  { preset: 'external', label: 'External', routing: 'any', state: 'redis' },
  { preset: 'stateless', label: 'Stateless', routing: 'any', state: 'token' },
  { preset: 'hybrid', label: 'Hybrid', routing: 'cookie', state: 'near' },
  { preset: 'broken', label: 'Broken', routing: 'any', state: 'memory' },
];

/** What the routings are called in a list. */
export const ROUTINGS: readonly { value: Routing; label: string }[] = [
  { value: 'any', label: 'any: each in turn' },
  { value: 'cookie', label: 'cookie: pins you to one' },
  { value: 'url', label: 'url: the address pins you' },
  { value: 'ip', label: 'ip: your network pins you' },
];

/** What the states are called in a list. */
export const STATES: readonly { value: State; label: string }[] = [
  { value: 'memory', label: 'memory: inside one replica' },
  { value: 'redis', label: 'redis: in Redis' },
  { value: 'near', label: 'near: in Redis, with a copy nearby' },
  { value: 'memcached', label: 'memcached: in Memcached' },
  { value: 'postgres', label: 'postgres: in Postgres' },
  { value: 'token', label: 'token: in a sealed cookie' },
];

/** The preset that a pair is, if it has a name. */
export function presetOf({ routing, state }: Mode): Preset | undefined {
  return PRESETS.find((preset) => preset.routing === routing && preset.state === state)?.preset;
}
