import { expect, it } from 'vitest';
import { listed } from './listed.js';

const states = (...silent: boolean[]) =>
  listed(silent.map((each, at) => ({ id: `shop-${at}`, port: at, state: 'up', silent: each }))).map(
    ({ state }) => state,
  );

it('takes silent replicas off', () => {
  expect(states(false, true, false)).toEqual(['up', 'draining', 'up']);
});

it('never takes the last half off, however silent', () => {
  expect(states(true, true, true)).toEqual(['draining', 'up', 'up']);
  expect(states(true)).toEqual(['up']);
});
