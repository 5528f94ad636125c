import { Logger } from '@nestjs/common';
import type { Cluster, Redis } from 'ioredis';
import { SessionStoreUnavailableError } from '../session.errors.js';
import { compareAndSetScript, createScript, destroyAllScript } from './redis-session.scripts.js';
import {
  destroyScript,
  touchScript,
  type RedisScript,
  type ScriptArgument,
} from './redis-session.scripts.js';
import type { ListedSession, SessionKey, SessionLife, SessionLifetime } from './session-store.js';
import { newRecord, parseRecord, type SessionStore, type StoredSession } from './session-store.js';

/** Options of a {@link RedisSessionStore}. */
export interface RedisSessionStoreOptions {
  /**
   * A connection for sessions. Give it `enableOfflineQueue: false`, `maxRetriesPerRequest: 0` and a `commandTimeout` (250 ms
   * suits most), so that a command fails instead of waiting for a Redis that is unavailable or does not respond.
   */
  readonly redis: Redis | Cluster;
  /** Prefix of every key, to share one Redis. Default none. */
  readonly prefix?: string;
}

/** Replies of a node that is no master, or not yet: a write needs another connection. In scripts of Redis 6 they follow a `-`. */
const NOT_A_MASTER = /(?:^|-)(?:READONLY|LOADING|MASTERDOWN|UNBLOCKED) /;
const RECONNECT_INTERVAL_MS = 1000;

/**
 * Stores sessions in Redis 6.2 or later, or Valkey: one string per session, one round trip per operation, compare-and-set in
 * a script, expiry by Redis's clock. A user's sessions share a hash tag, so that record and index change in one step on a
 * Cluster too. It promises what Redis does: a failover may lose writes that were acknowledged just before. If the node
 * behind the connection was demoted, the store reconnects, at most once a second.
 *
 * An ACL user needs `~<prefix>s:* ~<prefix>u:* +evalsha +eval +get +set +del +mget +time +pttl +pexpireat +zadd +zrem +zrange
 * +zremrangebyscore`, and `+info` for ioredis's ready check, which it otherwise skips with a warning.
 *
 * @example
 * const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 250 });
 * SessionModule.forRoot({ store: new RedisSessionStore({ redis }), keys });
 */
export class RedisSessionStore implements SessionStore {
  readonly capabilities = { cas: true, revocable: true, listable: true } as const;
  /** The connection that was passed in. The store does not close it. */
  readonly redis: Redis | Cluster;
  /** Prefix of every key. */
  readonly prefix: string;
  // Upper bound of how far Redis's clock is ahead of ours, in ms, learned from every write.
  private clockOffset = 0;
  private reconnectedAt = -Infinity;
  /** Why there is no connection, for the log. */
  private connectionError: Error | undefined;

  /** @throws TypeError for anything but a connection of ioredis */
  constructor({ redis, prefix = '' }: RedisSessionStoreOptions) {
    if (typeof redis?.getBuffer !== 'function')
      throw new TypeError(
        'Write `new RedisSessionStore({ redis: new Redis(url, options) })`, with Redis of ioredis.',
      );
    const limits = 'enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 250';
    if (!redis.isCluster && (redis as Redis).options.commandTimeout === undefined)
      new Logger('Session').warn(
        `Requests may wait long for Redis: write \`new Redis(url, { ${limits} })\`.`,
      );
    // Commands fail only with what follows from it. Without a listener, ioredis prints every attempt to connect.
    redis.on('error', (error: Error) => (this.connectionError = error));
    redis.on('ready', () => (this.connectionError = undefined));
    this.redis = redis;
    this.prefix = prefix;
  }

  now(): number {
    return Date.now() + this.clockOffset;
  }

  async load(key: SessionKey): Promise<StoredSession | undefined> {
    const value = await this.ask(this.redis.getBuffer(this.nameOf(key)));
    return value ? parseRecord(value) : undefined;
  }

  async create(key: SessionKey, payload: Buffer, lifetime: SessionLifetime, continues?: SessionLife) {
    const askedAt = Date.now();
    const { idleMs, absoluteMs } = lifetime;
    const life = [continues?.createdAt ?? '', continues?.absoluteExpiresAt ?? ''];
    const args = [payload, idleMs, absoluteMs, key.indexed ? key.hash : '', ...life];
    const header = await this.run(createScript, [this.nameOf(key), this.indexOf(key.tag)], args);
    // Without a header it was born expired: the session that it continues reached its absolute timeout.
    if (header === null) return newRecord(this.now(), payload, lifetime, continues);
    return this.written(header as Buffer, payload, askedAt);
  }

  async compareAndSet(key: SessionKey, version: number, payload: Buffer, lifetime: SessionLifetime) {
    const askedAt = Date.now();
    const args = [version, lifetime.idleMs, payload];
    const reply = await this.run(compareAndSetScript, [this.nameOf(key)], args);
    if (reply === null) return { outcome: 'gone' } as const;
    if (Array.isArray(reply)) return conflictOf(reply);
    return { outcome: 'stored', session: this.written(reply as Buffer, payload, askedAt) } as const;
  }

  async touch(key: SessionKey, lifetime: SessionLifetime, version?: number): Promise<void> {
    await this.run(touchScript, [this.nameOf(key)], [lifetime.idleMs, version ?? '']);
  }

  async destroy(key: SessionKey, version?: number) {
    const keys = [this.nameOf(key), this.indexOf(key.tag)];
    const reply = await this.run(destroyScript, keys, [version ?? '', key.hash]);
    if (Array.isArray(reply)) return conflictOf(reply);
    return { outcome: reply === 0 ? 'gone' : 'destroyed' } as const;
  }

  async list(tag: string): Promise<readonly ListedSession[]> {
    const hashes = await this.ask(this.redis.zrange(this.indexOf(tag), '0', '-1'));
    if (hashes.length === 0) return [];
    const names = hashes.map((hash) => this.nameOf({ tag, hash }));
    const values = await this.ask(this.redis.mgetBuffer(names));
    return hashes.flatMap((hash, at) => {
      const value = values[at];
      const session = value && parseRecord(value);
      return session ? [{ hash, session }] : [];
    });
  }

  async destroyAll(tag: string, except = ''): Promise<number> {
    return (await this.run(destroyAllScript, [this.indexOf(tag)], [except])) as number;
  }

  /** Returns the name of a record in Redis. For decorators, like the method below. */
  nameOf(key: Pick<SessionKey, 'tag' | 'hash'>): string {
    return `${this.prefix}s:{${key.tag}}:${key.hash}`;
  }

  /**
   * Corrects {@link now}. Redis read `now` off its clock after we asked, so ours is never behind by this: what expired there
   * has expired here. By the time of the reply, a slow one would keep sessions alive in a cache.
   * @param now Redis's time, in ms since the epoch
   * @param askedAt our time when the command was sent
   */
  learnTime(now: number, askedAt: number): void {
    // Both are cut to whole ms.
    this.clockOffset = now + 1 - askedAt;
  }

  private indexOf(tag: string): string {
    return `${this.prefix}u:{${tag}}`;
  }

  private run(...[script, keys, args]: [RedisScript, readonly string[], readonly ScriptArgument[]]) {
    return this.ask(script.run(this.redis, keys, args));
  }

  private async ask<T>(reply: Promise<T>): Promise<T> {
    try {
      return await reply;
    } catch (error) {
      // By name: the application's ioredis may be another copy than ours.
      if (!(error instanceof Error && error.name === 'ReplyError')) throw this.connectionError ?? error;
      if (NOT_A_MASTER.test(error.message)) this.reconnect();
      throw new SessionStoreUnavailableError(error, { answered: true });
    }
  }

  /** A Cluster's client follows its masters by itself; one that never retries would not come back. */
  private reconnect(): void {
    if (this.redis.isCluster || performance.now() - this.reconnectedAt < RECONNECT_INTERVAL_MS) return;
    const redis = this.redis as Redis;
    if (redis.status !== 'ready' || !redis.options.retryStrategy) return;
    this.reconnectedAt = performance.now();
    redis.disconnect(true);
  }

  private written(header: Buffer, payload: Buffer, askedAt: number): StoredSession {
    const session = { ...(parseRecord(header) as StoredSession), payload };
    this.learnTime(session.touchedAt, askedAt);
    return session;
  }
}

function conflictOf([value]: readonly (Buffer | number | null)[]) {
  return { outcome: 'conflict', current: parseRecord(value as Buffer) as StoredSession } as const;
}
