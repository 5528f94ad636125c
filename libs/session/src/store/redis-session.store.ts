import { ReplyError, type Cluster, type Redis } from 'ioredis';
import type { Awaitable } from '../awaitable.js';
import { SessionStoreUnavailableError } from '../session.errors.js';
import type { NearCacheOptions, NearCacheStatistics } from './near-cache/near-cache.options.js';
import { NearCachedReads } from './near-cache/near-cached-reads.js';
import { parseRecord } from './session-record.js';
import type { RedisScript, ScriptReply } from './redis-script.js';
import {
  commitScript,
  createScript,
  destroyAllScript,
  destroyScript,
  touchScript,
} from './redis-session.scripts.js';
import type {
  CommitResult,
  DestroyResult,
  ListedSession,
  LoadOptions,
  SessionKey,
  SessionLifetime,
  SessionStore,
  StoredSession,
} from './session-store.js';

/** What a {@link RedisSessionStore} needs. */
export interface RedisSessionStoreOptions {
  /**
   * A connection made for sessions: give it `enableOfflineQueue: false`, `maxRetriesPerRequest: 0` and a
   * `commandTimeout` (250 ms is a good one), so that an absent or frozen Redis is an answer and not a wait.
   */
  readonly redis: Redis | Cluster;
  /** Put before every key, to share one Redis. Default none. */
  readonly prefix?: string;
  /**
   * Keeps what was read in this process, as long as Redis does not say that it changed; `{}` for the defaults. Opens two
   * more connections like `redis`, so call `close()` at the end. Not on a Cluster. Default: every read asks Redis.
   */
  readonly near?: NearCacheOptions;
}

/**
 * Sessions in Redis: one string per session, one round trip per operation, compare-and-set in a script, expiry by
 * Redis's clock. A user's sessions share a hash tag, so that record and index change in one step on a Cluster too.
 * It does not promise more than Redis does: a failover may lose writes that were acknowledged just before.
 */
export class RedisSessionStore implements SessionStore {
  readonly capabilities = { cas: true, revocable: true, listable: true } as const;
  private readonly redis: Redis | Cluster;
  private readonly prefix: string;
  // How far Redis's clock is ahead of ours at most, in ms, learned from every write.
  private clockOffset = 0;
  private readonly near: NearCachedReads | undefined;

  /** @throws Error for a near cache on a Redis Cluster */
  constructor(options: RedisSessionStoreOptions) {
    this.redis = options.redis;
    this.prefix = options.prefix ?? '';
    this.near =
      options.near &&
      new NearCachedReads(options.redis, options.near, (now, askedAt) => this.learn(now, askedAt));
  }

  get maxStaleSeconds(): number | undefined {
    return this.near?.maxStaleSeconds;
  }

  /** What the near cache has done so far, undefined without one. */
  get nearCache(): NearCacheStatistics | undefined {
    return this.near?.statistics;
  }

  /** Closes the near cache's connections; the one that was passed in stays open. */
  close(): void {
    this.near?.close();
  }

  now(): number {
    return Date.now() + this.clockOffset;
  }

  load(key: SessionKey, options?: LoadOptions): Awaitable<StoredSession | undefined> {
    const name = this.recordKey(key.tag, key.hash);
    const known = options?.fresh ? undefined : this.near?.find(name, this.now());
    return known ?? this.ask(this.near ? this.near.load(name) : this.read(name));
  }

  async create(key: SessionKey, payload: Buffer, lifetime: SessionLifetime): Promise<StoredSession> {
    const askedAt = Date.now();
    const header = await this.change(
      createScript,
      [this.recordKey(key.tag, key.hash), this.indexKey(key.tag)],
      [payload, lifetime.idleMs, lifetime.absoluteMs, key.indexed ? key.hash : ''],
    );
    return this.written(header as Buffer, payload, askedAt);
  }

  async commit(
    key: SessionKey,
    version: number,
    payload: Buffer,
    lifetime: SessionLifetime,
  ): Promise<CommitResult> {
    const askedAt = Date.now();
    const reply = await this.change(
      commitScript,
      [this.recordKey(key.tag, key.hash)],
      [version, lifetime.idleMs, payload],
    );
    if (reply === null) return { outcome: 'gone' };
    if (Array.isArray(reply)) return conflictOf(reply);
    return { outcome: 'committed', session: this.written(reply as Buffer, payload, askedAt) };
  }

  async touch(key: SessionKey, lifetime: SessionLifetime): Promise<void> {
    await this.change(touchScript, [this.recordKey(key.tag, key.hash)], [lifetime.idleMs]);
  }

  async destroy(key: SessionKey, version?: number): Promise<DestroyResult> {
    const reply = await this.change(
      destroyScript,
      [this.recordKey(key.tag, key.hash), this.indexKey(key.tag)],
      [version ?? '', key.hash],
    );
    if (Array.isArray(reply)) return conflictOf(reply);
    return { outcome: reply === 0 ? 'gone' : 'destroyed' };
  }

  async list(tag: string): Promise<readonly ListedSession[]> {
    const hashes = await this.ask(this.redis.zrange(this.indexKey(tag), '0', '-1'));
    if (hashes.length === 0) return [];
    const values = await this.ask(this.redis.mgetBuffer(hashes.map((hash) => this.recordKey(tag, hash))));
    return hashes.flatMap((hash, at) => {
      const value = values[at];
      const session = value && parseRecord(value);
      return session ? [{ hash, session }] : [];
    });
  }

  async destroyAll(tag: string, except = ''): Promise<number> {
    const ended = await this.ask(destroyAllScript.run(this.redis, [this.indexKey(tag)], [except]));
    this.near?.writtenAll(this.recordKey(tag, ''));
    return ended as number;
  }

  private async read(name: string): Promise<StoredSession | undefined> {
    const value = await this.redis.getBuffer(name);
    return value ? parseRecord(value) : undefined;
  }

  private async change(
    script: RedisScript,
    keys: readonly [record: string, index?: string],
    args: readonly (Buffer | string | number)[],
  ): Promise<ScriptReply> {
    try {
      return await script.run(this.redis, keys as readonly string[], args);
    } catch (error) {
      throw unavailable(error);
    } finally {
      // Also after a failure: a command that timed out may have been carried out.
      this.near?.written(keys[0]);
    }
  }

  private async ask<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw unavailable(error);
    }
  }

  private written(header: Buffer, payload: Buffer, askedAt: number): StoredSession {
    // It holds what was sent: no copy of that is needed.
    const session = { ...(parseRecord(header) as StoredSession), payload };
    this.learn(session.touchedAt, askedAt);
    return session;
  }

  /**
   * Redis read `now` off its clock after we asked, so ours is never behind by this: what expired there has expired here.
   * By the time of the answer instead, a slow one would keep sessions alive in the near cache.
   */
  private learn(now: number, askedAt: number): void {
    // Both are cut to whole ms.
    this.clockOffset = now + 1 - askedAt;
  }

  private recordKey(tag: string, hash: string): string {
    return `${this.prefix}s:{${tag}}:${hash}`;
  }

  private indexKey(tag: string): string {
    return `${this.prefix}u:{${tag}}`;
  }
}

function conflictOf([value]: readonly (Buffer | number | null)[]): {
  outcome: 'conflict';
  current: StoredSession;
} {
  return { outcome: 'conflict', current: parseRecord(value as Buffer) as StoredSession };
}

function unavailable(error: unknown): SessionStoreUnavailableError {
  return new SessionStoreUnavailableError(error, { answered: error instanceof ReplyError });
}
