import { MemcacheClient } from 'memcache-client';
import { SessionStoreUnavailableError, SessionTooLargeError } from '../session.errors.js';
import { formatRecord, newRecord, parseRecord, usedAt } from '../store/session-store.js';
import type { SessionKey, SessionLife, SessionLifetime } from '../store/session-store.js';
import type { SessionStore, StoredSession } from '../store/session-store.js';

/** Options of a {@link MemcachedSessionStore}. */
export interface MemcachedSessionStoreOptions {
  /** `host:port` of the memcached that all processes share. */
  readonly server: string;
  /** Prefix of every key, to share one memcached. Default none. */
  readonly prefix?: string;
  /** Time limit for a connection. Default 250. */
  readonly connectTimeoutMs?: number;
  /** Time limit for an answer; the client notices it up to 63 ms late. Default 250. */
  readonly commandTimeoutMs?: number;
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
const ALREADY_EXPIRED = -1;

/**
 * Stores sessions in memcached by `gets` and `cas`: a read is one round trip, a write two. It promises what memcached does: a
 * restart or a full memory loses sessions. memcached's clock counts whole seconds and does not tell the date, so timeouts
 * are enforced by the clocks of the replicas, which must be synchronised, and by memcached's own expiry behind them. It
 * lists no user's sessions: memcached has no set that changes in one step with a record.
 *
 * @example
 * SessionModule.forRoot({ store: new MemcachedSessionStore({ server: '127.0.0.1:11211' }), keys });
 */
export class MemcachedSessionStore implements SessionStore {
  readonly capabilities = { cas: true, revocable: true, listable: false } as const;
  private readonly client: MemcacheClient;
  private readonly prefix: string;

  constructor(options: MemcachedSessionStoreOptions) {
    this.prefix = options.prefix ?? '';
    this.client = new MemcacheClient({
      server: options.server,
      connectTimeout: options.connectTimeoutMs ?? 250,
      cmdTimeout: options.commandTimeoutMs ?? 250,
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

  async create(key: SessionKey, payload: Buffer, lifetime: SessionLifetime, continues?: SessionLife) {
    const session = newRecord(this.now(), payload, lifetime, continues);
    await this.ask(() => this.client.add(this.nameOf(key), bytesOf(session), this.expiry(session)));
    return session;
  }

  async compareAndSet(key: SessionKey, version: number, payload: Buffer, lifetime: SessionLifetime) {
    for (;;) {
      const found = await this.find(key);
      if (!found) return { outcome: 'gone' } as const;
      if (found.session.version !== version) return { outcome: 'conflict', current: found.session } as const;
      const next = { ...found.session, version: version + 1, payload };
      const session = usedAt(this.now(), next, lifetime);
      const written = await this.replace(key, found, bytesOf(session), this.expiry(session));
      if (written === 'STORED') return { outcome: 'stored', session } as const;
      if (written === 'NOT_FOUND') return { outcome: 'gone' } as const;
      // Another request wrote: the next read tells whether its version changed or it was only touched.
    }
  }

  async touch(key: SessionKey, lifetime: SessionLifetime, version?: number): Promise<void> {
    const found = await this.find(key);
    if (!found || found.session.version !== (version ?? found.session.version)) return;
    const session = usedAt(this.now(), found.session, lifetime);
    // If another write came between, it reset the idle timeout as well.
    await this.replace(key, found, bytesOf(session), this.expiry(session));
  }

  async destroy(key: SessionKey, version?: number) {
    if (version === undefined) {
      const deleted = await this.ask(() => this.client.delete(this.nameOf(key)), ['NOT_FOUND']);
      return { outcome: deleted === 'NOT_FOUND' ? 'gone' : 'destroyed' } as const;
    }
    for (;;) {
      const found = await this.find(key);
      if (!found) return { outcome: 'gone' } as const;
      if (found.session.version !== version) return { outcome: 'conflict', current: found.session } as const;
      // There is no compare-and-delete: replacing the record by an expired one is equivalent.
      const written = await this.replace(key, found, Buffer.alloc(0), { lifetime: ALREADY_EXPIRED });
      if (written === 'STORED') return { outcome: 'destroyed' } as const;
      if (written === 'NOT_FOUND') return { outcome: 'gone' } as const;
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

  /** The client throws some regular answers as errors: those in `regular` are returned by name. */
  private async ask<T>(command: () => Promise<T>, regular: readonly string[] = []): Promise<T | string> {
    try {
      return await command();
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      if (regular.includes(message)) return message;
      if (message.startsWith('SERVER_ERROR'))
        throw new SessionStoreUnavailableError(error, { answered: true });
      throw error;
    }
  }

  /** memcached's own expiry, never before that of the record: it counts whole seconds, and its clock lags up to one. */
  private expiry(session: StoredSession): { lifetime: number } {
    // 0 would mean that it never expires.
    const seconds = Math.max(1, Math.ceil((session.expiresAt - this.now()) / 1000) + 1);
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
