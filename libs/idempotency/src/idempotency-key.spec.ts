import { expect, it } from 'vitest';
import { readIdempotencyKey } from './idempotency-key.js';
import { IdempotencyKeyInvalidError } from './idempotency.errors.js';

it('takes a key bare and quoted, as the same one', () => {
  expect(readIdempotencyKey('8e03978e-40d5')).toBe('8e03978e-40d5');
  expect(readIdempotencyKey('"8e03978e-40d5"')).toBe('8e03978e-40d5');
});

it.each([undefined, '', '""', 'two words', 'x'.repeat(256), 'ä', 'a\nb', ['a', 'b']])(
  'refuses %j',
  (header) => {
    expect(() => readIdempotencyKey(header)).toThrow(IdempotencyKeyInvalidError);
  },
);
