import { expect, test } from 'vitest';
import { mayLoadAgain } from './may-load-again';

test('a page loads itself again once, and later once more', () => {
  const items = new Map<string, string>();
  const storage = {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
  } as Storage;
  expect(mayLoadAgain(storage, 1_000)).toBe(true);
  expect(mayLoadAgain(storage, 2_000)).toBe(false);
  expect(mayLoadAgain(storage, 60_000)).toBe(true);
});
