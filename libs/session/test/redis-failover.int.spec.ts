import { setTimeout as delay } from 'node:timers/promises';
import * as runner from 'vitest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisSessionStore } from '../src/index.js';
import { describeSessionConcurrency, describeSessionStore } from '../src/testing/index.js';
import { RedisGroup } from './redis-group.js';
import { sized } from './test-length.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const kinds: [string, () => Promise<RedisGroup>][] = [
  ['Sentinel', () => RedisGroup.sentinels()],
  ['a Cluster', () => RedisGroup.cluster()],
];

describe.each(kinds)('Redis behind %s', (name, start) => {
  let group: RedisGroup;
  beforeAll(async () => {
    group = await start();
  });
  afterAll(() => group?.stop());

  const open = async () => {
    const [one, two] = [await group.connect(), await group.connect()];
    return {
      store: new RedisSessionStore({ redis: one }),
      other: new RedisSessionStore({ redis: two }),
      elapse: (ms: number) => delay(ms),
      close: async () => {},
    };
  };

  describeSessionStore(`RedisSessionStore behind ${name}`, open, runner);
  describeSessionConcurrency(`RedisSessionStore behind ${name}`, open, sized(200, 1000), runner);

  it('keeps its sessions through a failover, and revives none that had ended', async () => {
    const store = new RedisSessionStore({ redis: await group.connect() });
    const lifetime = { idleMs: 600_000, absoluteMs: 600_000 };
    // Of one tag, so that a Cluster has all of them on the node that is killed.
    const keys = Array.from({ length: 20 }, (_, at) => ({ tag: 'g1', hash: `${at}`, indexed: false }));
    for (const key of keys) await store.create(key, Buffer.from(key.hash), lifetime);
    const ended = keys.splice(0, 5);
    for (const key of ended) expect(await store.destroy(key)).toEqual({ outcome: 'destroyed' });
    // Replication is asynchronous: a failover may lose what was written right before it.
    await delay(500);
    await group.killMaster('s:{g1}:');
    // Until the new master is known there are errors, and never an empty session.
    const found = await vi.waitFor(() => Promise.all(keys.map((key) => store.load(key))), {
      timeout: 30_000,
      interval: 100,
    });
    expect(found.map((session) => session?.payload.toString())).toEqual(keys.map(({ hash }) => hash));
    for (const key of ended) expect(await store.load(key)).toBeUndefined();
    expect(await store.compareAndSet(keys[0]!, 1, Buffer.from('after'), lifetime)).toMatchObject({
      outcome: 'stored',
    });
    expect(await store.load(keys[0]!)).toMatchObject({ version: 2, payload: Buffer.from('after') });
  }, 60_000);
});
