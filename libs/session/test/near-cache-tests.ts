import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { RedisSessionStore } from '../src/index.js';
import { nearCached, type NearCacheOptions, type NearCachedSessionStore } from '../src/near-cache/index.js';
import { FaultyProxy } from './faulty-proxy.js';
import { RedisServer } from './redis-server.js';

/** Timeouts that end no session while a test runs. */
export const lifetime = { idleMs: 60_000, absoluteMs: 600_000 };

/** A Redis with a store that writes to it, and one with a near cache that reads from it through a proxy. */
export class NearCacheTests {
  server!: RedisServer;
  proxy!: FaultyProxy;
  writer!: RedisSessionStore;
  reader!: NearCachedSessionStore;

  constructor() {
    beforeAll(async () => {
      this.server = await RedisServer.start();
      this.proxy = await FaultyProxy.to(this.server.socket);
    });
    afterAll(async () => {
      await this.proxy.close();
      await this.server.stop();
    });
    beforeEach(async () => {
      this.writer = new RedisSessionStore({ redis: this.server.connect() });
      this.reader = await this.open();
    });
    afterEach(() => this.reader.close());
  }

  async open(options: NearCacheOptions = {}): Promise<NearCachedSessionStore> {
    const redis = this.server.connect({ path: this.proxy.path });
    const store = nearCached(new RedisSessionStore({ redis }), options);
    await armed(store);
    return store;
  }

  /** Stores a record, and returns its key. */
  async written(version = 1) {
    const key = keyOf();
    await this.writer.create(key, Buffer.from('x'), lifetime);
    for (let at = 1; at < version; at++) await this.writer.compareAndSet(key, at, Buffer.from('x'), lifetime);
    return key;
  }
}

/** Waits until a near cache may answer from memory. */
export function armed(store: NearCachedSessionStore): Promise<void> {
  return vi.waitFor(() => expect(store.statistics.armed).toBe(true), 3000);
}

/** Returns how often Redis has run each command. */
export async function commandsOf(server: RedisServer): Promise<Record<string, number>> {
  const info = await server.connect().info('commandstats');
  return Object.fromEntries(
    [...info.matchAll(/cmdstat_(\w+):calls=(\d+)/g)].map(([, name, calls]) => [name, Number(calls)]),
  );
}

/** Returns the key of a new record. */
export function keyOf() {
  return { tag: `g${randomBytes(8).toString('hex')}`, hash: randomBytes(16).toString('hex'), indexed: false };
}
