import { Logger } from '@nestjs/common';
import type { Redis, RedisOptions } from 'ioredis';

/** What an {@link InvalidationLink} reports. */
export interface InvalidationListener {
  /** The value of that key has changed. */
  invalidated(key: string): void;
  /** Anything may have changed: invalidations may have been lost, or Redis was flushed. */
  lost(): void;
  /** Redis's time and, by our clock, when it was asked for. In ms since the epoch. */
  time(now: number, askedAt: number): void;
}

const CHANNEL = '__redis__:invalidate';
/** Replies that no retry will change: a missing ACL permission, a renamed command, a Redis before 6.2. */
const NOT_PERMITTED = /^NOPERM|^ERR unknown (?:sub)?command/i;

/**
 * Two connections to one Redis: `reader`, whose reads Redis remembers, and one that hears when what was read changes. Redis
 * remembers in its default mode: one message for each key that was read. OPTIN would cost a command per read, and BCAST
 * would tell every replica of every write. `armed` is true only while both connections have proved, on the same server,
 * that no message is lost.
 */
export class InvalidationLink {
  readonly reader: Redis;
  private readonly subscriber: Redis;
  private readonly heartbeat: NodeJS.Timeout;
  private target: { id: string; server: string } | undefined;
  private round = 0;
  private isArmed = false;
  private beating = false;
  private closed = false;

  constructor(
    redis: Redis,
    private readonly listener: InvalidationListener,
    heartbeatMs = 500,
  ) {
    const options: Partial<RedisOptions> = {
      lazyConnect: false,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      // Resubscribing automatically would look healthy while the redirection points to the connection before.
      autoResubscribe: false,
      autoResendUnfulfilledCommands: false,
      commandTimeout: Math.min(redis.options.commandTimeout ?? 250, heartbeatMs),
      retryStrategy: (attempt) => Math.min(attempt * 50, 500),
    };
    // ioredis 6 would speak RESP3, whose pushed invalidations it drops. ioredis 5 speaks RESP2 and does not know the option.
    Object.assign(options, { protocol: 2 });
    this.reader = redis.duplicate({ ...options, enableAutoPipelining: true }) as Redis;
    this.subscriber = redis.duplicate(options) as Redis;
    for (const connection of [this.reader, this.subscriber]) {
      // Whatever is wrong shows as a close, and then as failing reads.
      connection.on('error', () => {});
      connection.on('close', () => this.disarm());
    }
    this.subscriber.on('close', () => (this.target = undefined));
    this.subscriber.on('ready', () => void this.attempt(() => this.listen()));
    this.reader.on('ready', () => void this.attempt(() => this.arm()));
    this.subscriber.on('messageBuffer', (_channel: Buffer, keys: Buffer[] | null) => {
      if (keys === null) this.listener.lost();
      else for (const key of keys) this.listener.invalidated(key.toString());
    });
    this.heartbeat = setInterval(() => void this.beat(), heartbeatMs).unref();
  }

  /** Whether a read by `reader` that is sent now will be invalidated when its key changes. */
  get armed(): boolean {
    return this.isArmed;
  }

  /** Closes both connections. */
  close(): void {
    this.closed = true;
    clearInterval(this.heartbeat);
    this.disarm();
    this.reader.disconnect();
    this.subscriber.disconnect();
  }

  private disarm(): void {
    this.round++;
    this.isArmed = false;
    this.listener.lost();
  }

  private async listen(): Promise<void> {
    // Both must be asked before SUBSCRIBE, after which RESP2 takes no other commands.
    const id = String(await this.subscriber.client('ID'));
    const server = await runIdOf(this.subscriber);
    await this.subscriber.subscribe(CHANNEL);
    this.target = { id, server };
    await this.arm();
  }

  private async arm(): Promise<void> {
    const { target } = this;
    if (!target || this.reader.status !== 'ready') return;
    const round = ++this.round;
    // During a failover the two may be at different servers, where the id is nobody's or another client's.
    if ((await runIdOf(this.reader)) !== target.server) return this.subscriber.disconnect(true);
    await this.reader.client('TRACKING', 'ON', 'REDIRECT', target.id);
    await this.check();
    if (round !== this.round || this.closed) return;
    // What was cached before was cached under another redirection.
    this.listener.lost();
    this.isArmed = true;
  }

  /** Notices what no close event tells: a half-open connection, a redirection that leads nowhere, a demoted master. */
  private async beat(): Promise<void> {
    if (this.beating || this.closed) return;
    this.beating = true;
    if (this.subscriber.status === 'ready')
      await this.subscriber.ping().catch((error) => this.reconnect(error, this.subscriber));
    if (this.reader.status === 'ready') {
      await this.check().catch((error) => this.reconnect(error, this.reader, this.subscriber));
      if (!this.isArmed) await this.attempt(() => this.arm());
    }
    this.beating = false;
  }

  /** @throws Error if the reader gets no answer, is not tracked, or is at a node that was demoted and whose data grow old */
  private async check(): Promise<void> {
    const askedAt = Date.now();
    const [[seconds, micros], [role], info] = await Promise.all([
      this.reader.time(),
      this.reader.call('ROLE') as Promise<[string]>,
      this.reader.call('CLIENT', 'TRACKINGINFO') as Promise<[string, string[]]>,
    ]);
    if (role !== 'master') throw new Error(`This Redis is a ${role} now.`);
    const tracked = info[1].includes('on') && !info[1].includes('broken_redirect');
    if (this.isArmed && !tracked) this.disarm();
    this.listener.time(Number(seconds) * 1000 + Math.floor(Number(micros) / 1000), askedAt);
  }

  private reconnect(error: Error, ...connections: Redis[]): void {
    this.disarm();
    if (this.closed || this.gaveUp(error)) return;
    for (const connection of connections) if (connection.status === 'ready') connection.disconnect(true);
  }

  /** A step that fails is tried again by the next heartbeat or reconnection. Until then nothing is cached. */
  private async attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.disarm();
      this.gaveUp(error as Error);
    }
  }

  private gaveUp(error: Error): boolean {
    if (this.closed || !NOT_PERMITTED.test(error.message)) return false;
    new Logger('NearCache').warn(
      `The near cache is off, every read asks Redis: ${error.message} It needs Redis 6.2 and a user with ` +
        '+client|id +client|tracking +client|trackinginfo +info +time +role +ping +subscribe &__redis__:invalidate.',
    );
    this.close();
    return true;
  }
}

async function runIdOf(redis: Redis): Promise<string> {
  return /run_id:(\w+)/.exec(await redis.info('server'))?.[1] ?? '';
}
