import { beforeEach, expect, test, vi } from 'vitest';
import { ApiProblem } from '../api/problem';
import { attemptKey, endAttempt, hasEnded, mayHaveGoneThrough } from './attempt';

let storage: Storage;
beforeEach(() => {
  const items = new Map<string, string>();
  storage = {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  } as Storage;
});

const form = { delivery: 'standard', payment: { token: 'tok_ok' } };

test('the same form keeps its key until the attempt has ended', () => {
  const key = attemptKey(form, storage);
  expect(attemptKey({ ...form }, storage)).toBe(key);
  endAttempt(storage);
  expect(attemptKey(form, storage)).not.toBe(key);
});

test('another form is another attempt', () => {
  const key = attemptKey(form, storage);
  expect(attemptKey({ ...form, delivery: 'express' }, storage)).not.toBe(key);
});

test('there is a key outside secure contexts too', () => {
  vi.stubGlobal('crypto', {
    getRandomValues: <T extends ArrayBufferView>(bytes: T) => globalThis.structuredClone(bytes),
  });
  expect(attemptKey(form, storage)).toMatch(/^[0-9a-f]{32}$/);
  vi.unstubAllGlobals();
});

test.each([
  [0, undefined, true],
  [500, undefined, true],
  [502, undefined, true],
  [503, 2, true],
  [429, 1, true],
  [409, 1, true],
  [409, undefined, false],
  [402, undefined, false],
  [400, undefined, false],
  [401, undefined, false],
  [422, undefined, false],
])('status %d with Retry-After %s: may have gone through: %s', (status, retryAfter, open) => {
  expect(mayHaveGoneThrough(new ApiProblem(status, '', '', [], retryAfter))).toBe(open);
});

test('only a refusal of the order itself ends an attempt', () => {
  const ended = [0, 401, 402, 409, 422, 502].filter((status) => hasEnded(new ApiProblem(status, '', '')));
  expect(ended).toEqual([402, 409, 422]);
});
