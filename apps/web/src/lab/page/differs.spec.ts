import { expect, test } from 'vitest';
import { differs } from './differs';

test('differences inside the noise are none', () => {
  expect(differs(1, 0, 40)).toBe(false);
  expect(differs(13, 0, 40)).toBe(true);
  expect(differs(0, 0, 40)).toBe(false);
});
