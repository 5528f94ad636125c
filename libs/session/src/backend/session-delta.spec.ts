import { expect, it } from 'vitest';
import type { SessionData } from '../session-data.js';
import { topLevelDelta } from './session-delta.js';

it('sees that a key was deleted, also one with the name of something inherited', () => {
  const before = { toString: 'data', kept: 1 } as SessionData;
  const after = { kept: 1 } as SessionData;
  expect(topLevelDelta(before, after)?.(before)).toEqual({ kept: 1 });
});
