import { expect, it } from 'vitest';
import { hashed, loadsOf, pinned } from './placement.js';

const servers = (count: number) => Array.from({ length: count }, (_, at) => `127.0.0.1:${4000 + at}`);
const key = (visitor: number) => `visitor-${visitor}`;
const alike = new Array<number>(3000).fill(1);

it('pins visitors by turns', () => {
  expect(loadsOf(3, alike, pinned(3))).toEqual([1000, 1000, 1000]);
});

it('hashes roughly evenly, and moves about a fourth when a fourth server comes', () => {
  const before = hashed(servers(3), key);
  const after = hashed(servers(4), key);
  for (const load of loadsOf(3, alike, before)) expect(Math.abs(load - 1000)).toBeLessThan(300);
  const moved = alike.filter((_, visitor) => before(visitor) !== after(visitor)).length;
  expect(moved).toBeGreaterThan(450);
  expect(moved).toBeLessThan(1050);
  // Who moves goes to the new one, and nowhere else.
  for (const visitor of alike.keys()) if (before(visitor) !== after(visitor)) expect(after(visitor)).toBe(3);
});
