import { presetOf, type Mode, type Preset, type Routing, type State } from './modes';

const OF_PRESET: Record<Preset, string> = {
  sticky:
    'Your cart is in one replica’s memory, and a cookie brings you back to it. If that replica stops, the cart is gone.',
  external: 'Your cart is in Redis. Any replica can answer, and none has to stay alive.',
  stateless:
    'Your cart travels in a sealed cookie. The servers keep nothing, and two tabs can overwrite each other.',
  hybrid:
    'Your cart is in Redis, and a cookie keeps you near a copy of it. If that replica stops, you only lose speed.',
  broken:
    'Your cart is in one replica’s memory, but every replica takes its turn to answer. Watch the cart vanish.',
};

const WHERE: Record<State, string> = {
  memory: 'Your cart is in one replica’s memory',
  redis: 'Your cart is in Redis',
  near: 'Your cart is in Redis, with copies in the replicas',
  memcached: 'Your cart is in Memcached, which may drop it when it runs full',
  postgres: 'Your cart is in Postgres',
  token: 'Your cart travels in a sealed cookie',
};

const WHO: Record<Routing, string> = {
  any: 'every replica takes its turn to answer',
  cookie: 'a cookie brings you back to the same replica',
  url: 'the address of the page leads to the same replica',
  ip: 'your network address leads to the same replica',
};

const STORE: Partial<Record<State, string>> = {
  redis: 'Redis',
  near: 'Redis',
  memcached: 'Memcached',
  postgres: 'Postgres',
};

/**
 * What a mode does to the cart, in a sentence or two; while the cart cannot be read, why.
 *
 * @param status of the answer when the cart was last asked for, if that failed; 0 if nobody answered
 */
export function modeSentence(mode: Mode, status?: number): string {
  const store = STORE[mode.state];
  if (status === 503 && store)
    return `${store} is down: ${presetOf(mode) ?? mode.state} cannot show your cart until it is back.`;
  if (status === 0) return 'No replica answers. This page keeps trying.';
  const preset = presetOf(mode);
  return preset ? OF_PRESET[preset] : `${WHERE[mode.state]}, and ${WHO[mode.routing]}.`;
}
