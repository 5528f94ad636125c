import { expect, it } from 'vitest';
import { describeIdempotencyStore } from '../testing/index.js';
import { MemoryIdempotencyStore } from './memory-idempotency.store.js';

describeIdempotencyStore('MemoryIdempotencyStore', async () => {
  let time = 0;
  const store = new MemoryIdempotencyStore({ now: () => time });
  return {
    store,
    other: store,
    elapse: async (ms) => void (time += ms),
    close: async () => {},
  };
});

it('keeps the newest records when there are too many', async () => {
  const store = new MemoryIdempotencyStore({ maxRecords: 2 });
  const claim = (name: string) => store.claim(name, 'print', 'token', 1000, 1000);
  for (const name of ['a', 'b', 'c']) await claim(name);
  expect(await claim('c')).toMatchObject({ outcome: 'running' });
  expect(await claim('a')).toMatchObject({ outcome: 'claimed' });
});
