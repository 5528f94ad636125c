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
  it('keeps the bytes of a payload, not the pool that a small Buffer is a view of', async () => {
    const store = new MemorySessionStore();
    const lifetime = { idleMs: 1000, absoluteMs: 1000 };
    const key = { tag: 'g', hash: 'a', indexed: false };
    const heldBytes = () => store.load(key)?.payload.buffer.byteLength;
    await store.create(key, Buffer.from('one'), lifetime);
    expect(heldBytes()).toBe(3);
    await store.compareAndSet(key, 1, Buffer.from('other'), lifetime);
    expect(heldBytes()).toBe(5);
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
