import * as runner from 'vitest';
import { describe, expect, it } from 'vitest';
import { describeSessionStore } from '../testing/session-store.contract.js';
import { MemorySessionStore } from './memory-session.store.js';

describeSessionStore(
  'MemorySessionStore',
  async () => {
    let ahead = 0;
    const store = new MemorySessionStore({ now: () => Date.now() + ahead });
    return {
      store,
      other: store,
      elapse: async (ms) => void (ahead += ms),
      close: async () => {},
    };
  },
  runner,
);

describe('MemorySessionStore', () => {
  it('hands back the very object that it was given, and answers without a promise', () => {
    const store = new MemorySessionStore();
    const lifetime = { idleMs: 1000, absoluteMs: 1000 };
    const key = { tag: 'g', hash: 'a', indexed: false };
    const payload = Buffer.from('one');
    expect(store.create(key, payload, lifetime)).toMatchObject({ version: 1 });
    expect(store.load(key)?.payload).toBe(payload);
    expect(store.compareAndSet(key, 1, payload, lifetime)).toMatchObject({ outcome: 'stored' });
    expect(store.destroy(key, 1)).toMatchObject({ outcome: 'conflict' });
    expect(store.destroy(key, 2)).toEqual({ outcome: 'destroyed' });
  });

  it('drops the least recently used session when it is full', async () => {
    const store = new MemorySessionStore({ maxEntries: 2 });
    const lifetime = { idleMs: 1000, absoluteMs: 1000 };
    const [a, b, c] = ['a', 'b', 'c'].map((hash) => ({ tag: 'g', hash, indexed: false }));
    await store.create(a!, Buffer.from('a'), lifetime);
    await store.create(b!, Buffer.from('b'), lifetime);
    await store.load(a!);
    await store.create(c!, Buffer.from('c'), lifetime);
    expect(store.size).toBe(2);
    expect(await store.load(b!)).toBeUndefined();
    expect(await store.load(a!)).toBeDefined();
  });
});
