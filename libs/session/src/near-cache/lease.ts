import { Logger } from '@nestjs/common';
import type { Redis, RedisOptions } from 'ioredis';

/** What a {@link Lease} reports. */
export interface LeaseListener {
  /** The value of that key was changed by another client. */
  invalidated(key: string): void;
  /** Anything may have changed: invalidations may have been lost, or Redis was flushed. */
  lost(): void;
  /** Redis's time and, by our clock, when it was asked for. In ms since the epoch. */
  time(now: number, askedAt: number): void;
}

/** How long a heartbeat's proof is good for, in ms from its sending. */
export const LEASE_MS = 1000;
const HEARTBEAT_MS = 500;
/** Heartbeats without an answer before both connections are opened again. After a pause of the process one may be late. */
const MAX_UNANSWERED = 2;
const CHANNEL = '__redis__:invalidate';
/** Replies that no retry will change: a missing ACL permission, a renamed command. */
const NOT_PERMITTED = /^NOPERM|^ERR unknown (?:sub)?command/i;

/**
 * The right to answer from memory, won from one Redis by two connections: `reader`, whose reads Redis tracks, and one that is
 * told when another client changes what was read. A heartbeat that is answered in full proves that every change before
 * its sending has been told: PONG comes after the messages on the same connection, TIME shows that the reader was tracked
 * until then, ROLE that the node is still the master, and INFO that nothing was evicted, which nothing else tells.
 *
 * Redis tracks in its default mode, one message for each key that was read: OPTIN would cost a command per read, and BCAST
 * would tell every process of every write.
 */
export class Lease {
  readonly reader: Redis;
  private readonly subscriber: Redis;
  private readonly heartbeat: NodeJS.Timeout;
  /** The subscriber as CLIENT TRACKING names it, and the server that it is connected to. */
  private target: { id: string; server: string } | undefined;
  /** Counts the pairs of connections: what was begun with an earlier pair says nothing about this one. */
  private pair = 0;
  private tracked = false;
  private evicted: string | undefined;
  private until = -Infinity;
  private unanswered = 0;
  private closed = false;

  constructor(
    redis: Redis,
    private readonly listener: LeaseListener,
  ) {
    const options: Partial<RedisOptions> = {
      lazyConnect: false,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      // Resubscribing automatically would look healthy while the redirection points to the connection before.
      autoResubscribe: false,
      autoResendUnfulfilledCommands: false,
      commandTimeout: redis.options.commandTimeout ?? 250,
      retryStrategy: (attempt) => Math.min(attempt * 50, 500),
    };
    // ioredis 6 would speak RESP3, whose pushed invalidations it drops. ioredis 5 speaks RESP2 and does not know the option.
    Object.assign(options, { protocol: 2 });
    this.reader = redis.duplicate({ ...options, enableAutoPipelining: true }) as Redis;
    this.subscriber = redis.duplicate(options) as Redis;
    for (const connection of [this.reader, this.subscriber]) {
      // Whatever is wrong shows as a close, and then as failing reads.
      connection.on('error', () => {});
      connection.on('close', () => this.lose());
    }
    this.subscriber.on('close', () => (this.target = undefined));
    this.subscriber.on('ready', () => void this.attempt(() => this.listen()));
    this.reader.on('ready', () => void this.attempt(() => this.track()));
    this.subscriber.on('messageBuffer', (_channel: Buffer, keys: Buffer[] | null) => {
      if (keys === null) this.listener.lost();
      else for (const key of keys) this.listener.invalidated(key.toString());
    });
    this.heartbeat = setInterval(() => this.tick(), HEARTBEAT_MS).unref();
  }

  /** Whether the cache may answer now. Reads the clock, since a timer comes late after a pause of the process. */
  get valid(): boolean {
    return performance.now() <= this.until;
  }

  /** Closes both connections. */
  close(): void {
    this.closed = true;
    clearInterval(this.heartbeat);
    this.lose();
    this.reader.disconnect();
    this.subscriber.disconnect();
  }

  private async listen(): Promise<void> {
    // Both must be asked before SUBSCRIBE, after which RESP2 takes no other commands.
    const id = String(await this.subscriber.client('ID'));
    const server = await runIdOf(this.subscriber);
    await this.subscriber.subscribe(CHANNEL);
    this.target = { id, server };
    await this.track();
  }

  private async track(): Promise<void> {
    const { target, pair } = this;
    if (!target || this.reader.status !== 'ready') return;
    const server = await runIdOf(this.reader);
    if (pair !== this.pair) return;
    // During a failover the two may be at different servers, where the id is unknown or another client's.
    if (server !== target.server) return this.reconnectSoon();
    await this.reader.client('TRACKING', 'ON', 'REDIRECT', target.id, 'NOLOOP');
    if (pair !== this.pair) return;
    this.tracked = true;
    await this.beat();
  }

  private tick(): void {
    if (this.unanswered++ < MAX_UNANSWERED)
      return void this.attempt(() => (this.tracked ? this.beat() : this.track()));
    // What no close event tells: a half-open connection, a demoted master.
    this.unanswered = 0;
    this.lose();
    for (const connection of [this.reader, this.subscriber])
      if (connection.status === 'ready') connection.disconnect(true);
  }

  private async beat(): Promise<void> {
    const { pair } = this;
    const [sentAt, askedAt] = [performance.now(), Date.now()];
    const [[seconds, micros], [role], stats] = await Promise.all([
      this.reader.time(),
      this.reader.role(),
      this.reader.info('stats'),
      this.subscriber.ping(),
    ]);
    if (pair !== this.pair) return;
    if (role !== 'master') return this.reconnectSoon();
    // With NOLOOP, Redis does not tell of what it evicts to make room for a command of this very connection.
    const evicted = /evicted_keys:(\d+)/.exec(stats)?.[1];
    if (this.evicted !== undefined && evicted !== this.evicted) this.listener.lost();
    this.evicted = evicted;
    this.unanswered = 0;
    this.until = sentAt + LEASE_MS;
    this.listener.time(Number(seconds) * 1000 + Math.floor(Number(micros) / 1000), askedAt);
  }

  /** Lets the next tick open both connections again: at once would be a loop while an address leads to a replica. */
  private reconnectSoon(): void {
    this.unanswered = MAX_UNANSWERED;
  }

  /** Ends the lease, and with it all that was read by these connections. */
  private lose(): void {
    this.pair++;
    this.until = -Infinity;
    if (this.tracked) this.listener.lost();
    this.tracked = false;
    this.evicted = undefined;
  }

  /** A step that fails is tried again by the next tick or connection. Nothing is answered from memory until one succeeds. */
  private async attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      const { message } = error as Error;
      if (this.closed || !NOT_PERMITTED.test(message)) return;
      new Logger('NearCache').warn(
        `The near cache is off, every read asks Redis: ${message} It needs a user with ` +
          '+client|id +client|tracking +info +time +role +ping +subscribe &__redis__:invalidate.',
      );
      this.close();
    }
  }
}

async function runIdOf(redis: Redis): Promise<string> {
  return /run_id:(\w+)/.exec(await redis.info('server'))?.[1] ?? '';
}
