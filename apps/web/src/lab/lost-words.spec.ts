import { expect, test } from 'vitest';
import { lostWords } from './lost-words';

const words = (
  routing: 'any' | 'cookie',
  state: 'memory' | 'token' | 'redis',
  before?: string,
  now?: string,
) => lostWords({ mode: { routing, state }, before, now }).message;

test('sticky: names the replica that held the cart and the one that took over', () => {
  expect(words('cookie', 'memory', 'shop-2', 'shop-1')).toBe(
    'It was in the memory of shop-2, which stopped answering. shop-1 took over without it. External would have kept it.',
  );
});

test('sticky: a replica that is back under its name has restarted', () => {
  expect(words('cookie', 'memory', 'shop-2', 'shop-2')).toContain('shop-2 restarted');
});

test('stateless: two changes at the same time', () => {
  expect(words('any', 'token', 'shop-1', 'shop-2')).toContain('at the same time');
});

test('broken: another replica has never seen it', () => {
  expect(words('any', 'memory', 'shop-1', 'shop-2')).toContain('shop-2 has never seen it');
});

test('a store that dropped it', () => {
  expect(words('any', 'redis')).toContain('Redis no longer has your session');
});
