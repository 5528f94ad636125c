import { MemcacheClient } from 'memcache-client';
import { SessionStoreUnavailableError, SessionTooLargeError } from '../session.errors.js';
import { formatRecord, parseRecord } from './session-record.js';
import type {
  CommitResult,
  DestroyResult,
  SessionKey,
  SessionLifetime,
  SessionStore,
  StoredSession,
} from './session-store.js';
import { timesOfUse } from './times-of-use.js';

/** What a {@link MemcachedSessionStore} needs. */
export interface MemcachedSessionStoreOptions {
  /** `host:port` of the one memcached that all processes share. */
  readonly server: string;
  /** Put before every key, to share one memcached. Default none. */
  readonly prefix?: string;
  /** How long, in ms, to wait for a connection. Default 250. */
  readonly connectMs?: number;
  /** How long, in ms, to wait for an answer; noticed up to 63 ms late. Default 250. */
  readonly commandMs?: number;
}

/** Where a record was found, with the token that a compare-and-set must show. */
interface Found {
  readonly session: StoredSession;
  readonly token: string | number;
}

/** memcached takes a larger relative time for a date (its protocol.txt, "Expiration times"). */
const LONGEST_RELATIVE_SECONDS = 30 * 24 * 3600;
/** memcached's default item limit (`-I`) less room for the key and its own header. */
const MAX_RECORD_BYTES = 1024 * 1024 - 1024;
const EXPIRED_AT_ONCE = -1;

/**
 * Sessions in memcached, by `gets` and `cas`: a read is one round trip, a write two. It promises no more than memcached
 * does: a restart or a full memory loses sessions, and its clock counts whole seconds without telling the date, so
 * timeouts are kept by the clocks of the replicas (keep these in step) and by memcached's own expiry behind them. It
 * lists no user's sessions: memcached has no sets that change in one step with a record.
 */
export class MemcachedSessionStore implements SessionStore {
  readonly capabilities = { cas: true, revocable: true, listable: false } as const;
  private readonly client: MemcacheClient;
  private readonly prefix: string;

  constructor(options: MemcachedSessionStoreOptions) {
    this.prefix = options.prefix ?? '';
    this.client = new MemcacheClient({
      server: options.server,
      connectTimeout: options.connectMs ?? 250,
      cmdTimeout: options.commandMs ?? 250,
      noDelay: true,
    });
  }

  /** Closes the connection; the next call would open it again. */
  close(): void {
    this.client.shutdown();
  }

  now(): number {
    return Date.now();
  }

  async load(key: SessionKey): Promise<StoredSession | undefined> {
    return (await this.find(key))?.session;
  }

  async create(key: SessionKey, payload: Buffer, lifetime: SessionLifetime): Promise<StoredSession> {
    const now = this.now();
    const absoluteExpiresAt = now + lifetime.absoluteMs;
    const times = timesOfUse(now, absoluteExpiresAt, lifetime);
    const session = { version: 1, payload, createdAt: now, absoluteExpiresAt, ...times };
    await this.ask(() => this.client.add(this.nameOf(key), bytesOf(session), this.expiry(session)));
    return session;
  }

  async commit(
    key: SessionKey,
    version: number,
    payload: Buffer,
    lifetime: SessionLifetime,
  ): Promise<CommitResult> {
    for (;;) {
      const found = await this.find(key);
      if (!found) return { outcome: 'gone' };
      if (found.session.version !== version) return { outcome: 'conflict', current: found.session };
      const session = {
        ...found.session,
        version: version + 1,
        payload,
        ...timesOfUse(this.now(), found.session.absoluteExpiresAt, lifetime),
      };
      const written = await this.replace(key, found, bytesOf(session), this.expiry(session));
      if (written === 'STORED') return { outcome: 'committed', session };
      if (written === 'NOT_FOUND') return { outcome: 'gone' };
      // Somebody else wrote: a commit, which the next look at the version tells, or only a touch.
    }
  }

  async touch(key: SessionKey, lifetime: SessionLifetime): Promise<void> {
    const found = await this.find(key);
    if (!found) return;
    const times = timesOfUse(this.now(), found.session.absoluteExpiresAt, lifetime);
    const session = { ...found.session, ...times };
    // Where another write came between, it put the idle timeout off as well.
    await this.replace(key, found, bytesOf(session), this.expiry(session));
  }

  async destroy(key: SessionKey, version?: number): Promise<DestroyResult> {
    if (version === undefined) {
      const deleted = await this.ask(() => this.client.delete(this.nameOf(key)), ['NOT_FOUND']);
      return { outcome: deleted === 'NOT_FOUND' ? 'gone' : 'destroyed' };
    }
    for (;;) {
      const found = await this.find(key);
      if (!found) return { outcome: 'gone' };
      if (found.session.version !== version) return { outcome: 'conflict', current: found.session };
      // There is no compare-and-delete; to replace by what has expired already is one.
      const written = await this.replace(key, found, Buffer.alloc(0), { lifetime: EXPIRED_AT_ONCE });
      if (written === 'STORED') return { outcome: 'destroyed' };
      if (written === 'NOT_FOUND') return { outcome: 'gone' };
    }
  }

  private async find(key: SessionKey): Promise<Found | undefined> {
    const reply = await this.ask(() => this.client.gets<Buffer>(this.nameOf(key)));
    const answer = reply as { value: Buffer; casUniq: string | number } | undefined;
    const session = answer && parseRecord(answer.value);
    return session && session.expiresAt > this.now() ? { session, token: answer.casUniq } : undefined;
  }

  private async replace(
    key: SessionKey,
    { token }: Found,
    value: Buffer,
    expiry: { lifetime: number },
  ): Promise<'STORED' | 'EXISTS' | 'NOT_FOUND'> {
    const options = { ...expiry, casUniq: token };
    const answer = await this.ask(
      () => this.client.cas(this.nameOf(key), value, options),
      ['EXISTS', 'NOT_FOUND'],
    );
    return typeof answer === 'string' ? (answer as 'EXISTS' | 'NOT_FOUND') : 'STORED';
  }

  /** The client reports some regular answers as errors: those in `regular` are given back by name. */
  private async ask<T>(command: () => Promise<T>, regular: readonly string[] = []): Promise<T | string> {
    try {
      return await command();
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      if (regular.includes(message)) return message;
      throw new SessionStoreUnavailableError(error, { answered: message.startsWith('SERVER_ERROR') });
    }
  }

  /** memcached's own expiry, never before that of the record: it counts whole seconds, and its clock lags up to one. */
  private expiry(session: StoredSession): { lifetime: number } {
    const seconds = Math.ceil((session.expiresAt - this.now()) / 1000) + 1;
    return {
      lifetime: seconds > LONGEST_RELATIVE_SECONDS ? Math.ceil(session.expiresAt / 1000) + 1 : seconds,
    };
  }

  private nameOf(key: SessionKey): string {
    return `${this.prefix}s:${key.tag}:${key.hash}`;
  }
}

function bytesOf(session: StoredSession): Buffer {
  const bytes = formatRecord(session);
  // memcached would drop the old record before it refuses the new one.
  if (bytes.length > MAX_RECORD_BYTES) throw new SessionTooLargeError(bytes.length, MAX_RECORD_BYTES);
  return bytes;
}
