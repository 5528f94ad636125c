import { expect, it } from 'vitest';
import type { SessionData } from '../session-data.js';
import { settled, topLevelDelta } from './session-delta.js';

it('sees that a key was deleted, also one with the name of something inherited', () => {
  const before = { toString: 'data', kept: 1 } as SessionData;
  const after = { kept: 1 } as SessionData;
  expect(topLevelDelta(before, after)?.(before)).toEqual({ kept: 1 });
});

it('knows what the next reader will see only where codecs keep every new value as it is', () => {
  const before = { cart: Object.freeze([1]), count: 1 } as unknown as SessionData;
  expect(settled(before, { ...before, count: 2 } as unknown as SessionData)).toEqual({ cart: [1], count: 2 });
  for (const odd of [NaN, -0, Infinity, new Date(), [2], undefined, 1n])
    expect(settled(before, { ...before, count: odd } as unknown as SessionData)).toBeUndefined();
});
