import { Injectable } from '@nestjs/common';
import {
  SessionStoreUnavailableError,
  type CompareAndSetResult,
  type DestroyResult,
  type ListedSession,
  type SessionKey,
  type SessionLifetime,
  type SessionStore,
  type StoredSession,
} from '@app/session';
import { PrismaService } from '../database/prisma.service.js';
import { sqlStateOf } from '../database/sql-state.js';
import { Prisma } from '../generated/prisma/client.js';

interface Row {
  key: string;
  version: number;
  payload: Uint8Array;
  created: number;
  touched: number;
  expires: number;
  absolute: number;
  now: number;
  done?: boolean;
}

const columns = Prisma.sql`key, version, payload, created_at, touched_at, idle_expires_at, absolute_expires_at`;

const read = Prisma.sql`key, version, payload,
  (extract(epoch FROM created_at) * 1000)::float8 AS created,
  (extract(epoch FROM touched_at) * 1000)::float8 AS touched,
  (extract(epoch FROM idle_expires_at) * 1000)::float8 AS expires,
  (extract(epoch FROM absolute_expires_at) * 1000)::float8 AS absolute,
  (extract(epoch FROM now()) * 1000)::float8 AS now`;

/**
 * Stores sessions in Postgres: one row per session, one statement per operation, timeouts by Postgres's clock. It promises
 * what Postgres does: an acknowledged write survives a crash. A user's sessions are found by an indexed column.
 */
@Injectable()
export class PostgresSessionStore implements SessionStore {
  readonly capabilities = { cas: true, revocable: true, listable: true } as const;
  // How far Postgres's clock is ahead of ours, in ms, learned from every answer.
  private clockOffset = 0;

  constructor(private readonly prisma: PrismaService) {}

  now(): number {
    return Date.now() + this.clockOffset;
  }

  async load(key: SessionKey): Promise<StoredSession | undefined> {
    const [row] = await this.ask(Prisma.sql`
      SELECT ${read} FROM http_sessions WHERE key = ${nameOf(key)} AND idle_expires_at > now()`);
    return row && toSession(row);
  }

  async create(
    key: SessionKey,
    payload: Buffer,
    lifetime: SessionLifetime,
    continues?: Pick<StoredSession, 'createdAt' | 'absoluteExpiresAt'>,
  ): Promise<StoredSession> {
    const tag = key.indexed ? key.tag : null;
    const begin = continues ? at(continues.createdAt) : Prisma.sql`now()`;
    const end = continues ? at(continues.absoluteExpiresAt) : after(lifetime.absoluteMs);
    const [row] = await this.ask(Prisma.sql`
      INSERT INTO http_sessions (key, user_tag, version, payload, created_at, touched_at, idle_expires_at, absolute_expires_at)
      VALUES (${nameOf(key)}, ${tag}, 1, ${payload}, ${begin}, now(), least(${after(lifetime.idleMs)}, ${end}), ${end})
      RETURNING ${read}`);
    return toSession(row as Row);
  }

  async compareAndSet(
    key: SessionKey,
    version: number,
    payload: Buffer,
    lifetime: SessionLifetime,
  ): Promise<CompareAndSetResult> {
    const row = await this.orCurrent(
      key,
      version,
      Prisma.sql`UPDATE http_sessions SET version = version + 1, payload = ${payload}, ${used(lifetime)}
        WHERE key = ${nameOf(key)} AND version = ${version} AND idle_expires_at > now()`,
    );
    if (!row) return { outcome: 'gone' };
    return row.done
      ? { outcome: 'stored', session: toSession(row) }
      : { outcome: 'conflict', current: toSession(row) };
  }

  async touch(key: SessionKey, lifetime: SessionLifetime, version?: number): Promise<void> {
    await this.ask(Prisma.sql`
      UPDATE http_sessions SET ${used(lifetime)} WHERE key = ${nameOf(key)} AND idle_expires_at > now()
        AND version = coalesce(${version ?? null}::int, version)`);
  }

  async destroy(key: SessionKey, version?: number): Promise<DestroyResult> {
    if (version === undefined) {
      const [row] = await this.ask(Prisma.sql`
        DELETE FROM http_sessions WHERE key = ${nameOf(key)} RETURNING ${read}`);
      return { outcome: row ? 'destroyed' : 'gone' };
    }
    const row = await this.orCurrent(
      key,
      version,
      Prisma.sql`DELETE FROM http_sessions WHERE key = ${nameOf(key)} AND version = ${version}`,
    );
    if (!row) return { outcome: 'gone' };
    return row.done ? { outcome: 'destroyed' } : { outcome: 'conflict', current: toSession(row) };
  }

  async list(tag: string): Promise<readonly ListedSession[]> {
    const rows = await this.ask(Prisma.sql`
      SELECT ${read} FROM http_sessions WHERE user_tag = ${tag} AND idle_expires_at > now()`);
    return rows.map((row) => ({ hash: row.key.slice(tag.length + 1), session: toSession(row) }));
  }

  async destroyAll(tag: string, except = ''): Promise<number> {
    const statement = Prisma.sql`
      DELETE FROM http_sessions WHERE user_tag = ${tag} AND key <> ${`${tag}.${except}`} RETURNING ${read}`;
    let ended = 0;
    // A session that changes its id during one pass is visible to that pass under neither id, but to the next one.
    for (let pass = 1, last = 0; pass <= 2 || last > 0; pass++) {
      last = (await this.ask(statement)).length;
      ended += last;
    }
    return ended;
  }

  /** Removes rows of expired sessions, up to `limit`. @returns how many */
  async sweep(limit = 1000): Promise<number> {
    const swept = await this.ask(Prisma.sql`
      DELETE FROM http_sessions WHERE key IN (
        SELECT key FROM http_sessions WHERE idle_expires_at <= now() LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING ${read}`);
    return swept.length;
  }

  /** Returns the row that a conditional write returned, `done`, or else the current row. */
  private async orCurrent(key: SessionKey, version: number, write: Prisma.Sql): Promise<Row | undefined> {
    for (;;) {
      const [row] = await this.ask(Prisma.sql`
        WITH written AS (${write} RETURNING ${columns})
        SELECT true AS done, ${read} FROM written
        UNION ALL
        SELECT false AS done, ${read} FROM http_sessions
        WHERE key = ${nameOf(key)} AND idle_expires_at > now() AND NOT EXISTS (SELECT FROM written)`);
      if (!row || row.done || row.version !== version) return row;
      // The write waited for another one, and the row that it then could not change is shown as it was before.
    }
  }

  private async ask(query: Prisma.Sql): Promise<Row[]> {
    try {
      const rows = await this.prisma.$queryRaw<Row[]>(query);
      if (rows[0]) this.clockOffset = rows[0].now - Date.now();
      return rows;
    } catch (error) {
      throw isRefusal(error) ? new SessionStoreUnavailableError(error, { answered: true }) : error;
    }
  }
}

/** Whether Postgres answered with an error. Class 57 is its shutdown, recovery and cancelled statements: it is not available. */
function isRefusal(error: unknown): boolean {
  const sqlState = sqlStateOf(error);
  return sqlState !== undefined && !sqlState.startsWith('57');
}

function at(time: number): Prisma.Sql {
  return Prisma.sql`to_timestamp(${time}::float8 / 1000)`;
}

function after(ms: number): Prisma.Sql {
  return Prisma.sql`now() + ${ms}::float8 * interval '1 millisecond'`;
}

function used(lifetime: SessionLifetime): Prisma.Sql {
  return Prisma.sql`touched_at = now(), idle_expires_at = least(${after(lifetime.idleMs)}, absolute_expires_at)`;
}

function nameOf(key: SessionKey): string {
  return `${key.tag}.${key.hash}`;
}

function toSession(row: Row): StoredSession {
  return {
    version: row.version,
    payload: Buffer.from(row.payload.buffer, row.payload.byteOffset, row.payload.byteLength),
    createdAt: row.created,
    touchedAt: row.touched,
    expiresAt: row.expires,
    absoluteExpiresAt: row.absolute,
  };
}
