import { setTimeout as delay } from 'node:timers/promises';
import { InProcessRevocationList } from '@app/auth';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import pg from 'pg';
import { poolSettings } from '../../database/pool-settings.js';
import { Settings } from '../../settings/settings.js';

/** Pause between two polls, in ms. With the query it stays well below the longest age. */
const PAUSE_MS = 200;
/** Age in ms beyond which the table is read again before a request is judged: this process was stopped for a while. */
const MAX_AGE_MS = 500;
/** How long a poll may take, in ms. */
const POLL_TIMEOUT_MS = 1_000;
/** How long the start waits for the first answer, in ms. */
const FIRST_LOAD_MS = 2_000;
/** Pause before the first poll is tried again, in ms. */
const RETRY_MS = 50;
/** How far a poll looks back, in seconds: longer than a statement may run, since a change is dated before it can be seen. */
const OVERLAP_SECONDS = 10;

const CHANGES = `
  SELECT 'user' AS kind, id::text AS id, extract(epoch FROM tokens_not_before)::float8 AS "notBefore" FROM users
  WHERE not_before_changed_at > now() - make_interval(secs => $1)
  UNION ALL
  SELECT 'login', id, 0 FROM ended_logins WHERE ended_at > now() - make_interval(secs => $1)`;

/** Removes what no login outlives, with each addition. */
const END_LOGINS = `
  WITH expired AS (DELETE FROM ended_logins WHERE ended_at < now() - make_interval(secs => $2))
  INSERT INTO ended_logins (id) SELECT unnest($1::text[]) ON CONFLICT (id) DO NOTHING`;

/** How many ended logins are kept for a Postgres that does not answer. */
const MAX_PENDING = 10_000;

interface Change {
  readonly kind: 'user' | 'login';
  readonly id: string;
  /** The moment from which logins of a user count, in seconds since 1970. */
  readonly notBefore: number;
}

/**
 * The logins that ended, and the time before which no login of a user counts, as Postgres has them, in this process's memory. The table
 * is filled before the replica is ready, and polled over a connection of its own, so that a busy pool does not delay it.
 */
@Injectable()
export class LoginEndTable implements OnModuleInit, BeforeApplicationShutdown {
  /** What is known to have ended. */
  readonly known = new InProcessRevocationList();
  private readonly logger = new Logger('LoginEnds');
  private readonly pool: pg.Pool;
  private readonly stopping = new AbortController();
  private polls: Promise<void> | undefined;
  private polling: Promise<void> | undefined;
  /** When the last answered query was sent, by the monotonic clock in ms. */
  private readAt = -Infinity;
  private failing = false;
  /** Logins that ended here and that Postgres does not know of yet. */
  private readonly pending = new Set<string>();

  constructor(private readonly settings: Settings) {
    this.pool = new pg.Pool({
      ...poolSettings(settings),
      application_name: `shop ${settings.replicaId} login ends`,
      max: 1,
      connectionTimeoutMillis: POLL_TIMEOUT_MS,
      query_timeout: POLL_TIMEOUT_MS,
    });
    // A lost connection also fails the next poll, which logs it.
    this.pool.on('error', () => undefined);
  }

  /** Whether the table was ever read. Until then it is not known who was signed out. */
  get filled(): boolean {
    return this.readAt > -Infinity;
  }

  /** How old the table is, in ms. */
  get ageMs(): number {
    return performance.now() - this.readAt;
  }

  async onModuleInit(): Promise<void> {
    this.polls = this.poll();
    const patience = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(FIRST_LOAD_MS)]);
    while (!this.filled && !patience.aborted) {
      await this.read();
      if (!this.filled) await pause(RETRY_MS, patience);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.polls;
    await this.pool.end();
  }

  /**
   * Reads the table again if this process was stopped for longer than the table may be old. Returns undefined if there is nothing to
   * wait for; while Postgres is unavailable nothing is waited for either, and what was read last counts.
   */
  catchUp(): Promise<void> | undefined {
    return this.failing || this.ageMs <= MAX_AGE_MS ? undefined : this.readUntilFresh();
  }

  /** Whether the end of a login is known to be in Postgres. */
  hasStored(loginId: string): boolean {
    const isTold = this.pending.size < MAX_PENDING && !this.pending.has(loginId);
    return isTold && this.known.isRevoked({ userId: '', authenticatedAt: 0, familyId: loginId });
  }

  /**
   * Ends a login on every replica.
   * @throws if Postgres does not answer: the login has ended on this replica, and the next poll that succeeds tells the others
   */
  async endLogin(loginId: string): Promise<void> {
    this.learn({ kind: 'login', id: loginId, notBefore: 0 });
    if (this.pending.size < MAX_PENDING) this.pending.add(loginId);
    await this.tell([loginId]);
  }

  private async tell(loginIds: readonly string[]): Promise<void> {
    await this.pool.query(END_LOGINS, [loginIds, this.settings.sessionAbsoluteSeconds + OVERLAP_SECONDS]);
    for (const id of loginIds) this.pending.delete(id);
  }

  private async readUntilFresh(): Promise<void> {
    // The answer that was under way may be older than the pause.
    while (!this.failing && this.ageMs > MAX_AGE_MS) await this.read();
  }

  private async poll(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.read();
      await pause(PAUSE_MS, signal);
    }
  }

  private read(): Promise<void> {
    return (this.polling ??= this.readChanges().finally(() => (this.polling = undefined)));
  }

  private async readChanges(): Promise<void> {
    const sentAt = performance.now();
    const since = this.filled ? this.ageMs / 1000 : this.settings.sessionAbsoluteSeconds;
    try {
      if (this.pending.size > 0) await this.tell([...this.pending]);
      const { rows } = await this.pool.query<Change>(CHANGES, [since + OVERLAP_SECONDS]);
      for (const change of rows) this.learn(change);
      this.readAt = sentAt;
      this.failing = false;
    } catch (error) {
      if (!this.failing)
        this.logger.warn({ err: error }, 'The logins that ended cannot be read; trying again.');
      this.failing = true;
    }
  }

  /** Polls overlap: listeners hear of a change once. */
  private learn({ kind, id, notBefore }: Change): void {
    if (kind === 'login') {
      if (!this.known.isRevoked({ userId: '', authenticatedAt: 0, familyId: id }))
        this.known.end('family', id, Date.now() / 1000 + this.settings.sessionAbsoluteSeconds);
      return;
    }
    // If the change is known, a login half a millisecond before it is already revoked. Postgres stores milliseconds.
    if (this.known.isRevoked({ userId: id, authenticatedAt: notBefore - 0.0005 })) return;
    this.known.endUser(id, notBefore, notBefore + this.settings.sessionAbsoluteSeconds);
  }
}

/** Resolves after a while, or when the signal aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
