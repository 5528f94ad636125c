import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisSessionStore } from '../src/index.js';
import { nearCached, type NearCachedSessionStore } from '../src/near-cache/index.js';
import { RedisGroup } from './redis-group.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const lifetime = { idleMs: 600_000, absoluteMs: 600_000 };
const keys = Array.from({ length: 20 }, (_, at) => ({ tag: `g${at}`, hash: 'x', indexed: false }));

let group: RedisGroup;
beforeAll(async () => {
  group = await RedisGroup.sentinels();
});
afterAll(() => group?.stop());

/** The near cache of one process. */
async function replica(): Promise<NearCachedSessionStore> {
  const store = nearCached(new RedisSessionStore({ redis: await group.connect() }));
  await armed(store);
  return store;
}

const armed = (store: NearCachedSessionStore) =>
  vi.waitFor(() => expect(store.statistics.armed).toBe(true), { timeout: 30_000, interval: 50 });

describe('NearCachedSessionStore behind Sentinel', () => {
  it('follows a failover: nothing stale, nothing revived, and the new master invalidates', async () => {
    const [here, elsewhere] = [await replica(), await replica()];
    for (const [at, key] of keys.entries()) await here.create(key, Buffer.from(`${at}`), lifetime);
    const read = (store: NearCachedSessionStore) =>
      Promise.all(keys.map(async (key) => (await store.load(key))?.payload.toString()));
    const expected: (string | undefined)[] = keys.map((_, at) => `${at}`);
    for (const store of [here, elsewhere]) expect(await read(store)).toEqual(expected);
    expect(elsewhere.statistics.entries).toBe(20);
    await here.destroy(keys[0]!);
    await vi.waitFor(async () => expect(await elsewhere.load(keys[0]!)).toBeUndefined());
    expected[0] = undefined;
    await group.replicated();

    await group.killMaster('');
    // A read may be refused and must not be wrong.
    const wrong: unknown[] = [];
    for (const store of [here, elsewhere]) {
      await vi.waitFor(
        async () => {
          const found = await read(store);
          if (JSON.stringify(found) !== JSON.stringify(expected)) wrong.push(found);
          expect(found).toEqual(expected);
        },
        { timeout: 30_000, interval: 100 },
      );
      await armed(store);
    }
    expect(wrong).toEqual([]);

    // What is read now is cached, and the new master tells of each change.
    for (const store of [here, elsewhere]) expect(await read(store)).toEqual(expected);
    const { hits } = elsewhere.statistics;
    expect(await read(elsewhere)).toEqual(expected);
    expect(elsewhere.statistics.hits).toBeGreaterThanOrEqual(hits + 19);
    await here.compareAndSet(keys[1]!, 1, Buffer.from('after'), lifetime);
    await here.destroy(keys[2]!);
    await vi.waitFor(async () => {
      expect((await elsewhere.load(keys[1]!))?.payload.toString()).toBe('after');
      expect(await elsewhere.load(keys[2]!)).toBeUndefined();
    });
    for (const store of [here, elsewhere]) store.close();
  }, 90_000);
});
