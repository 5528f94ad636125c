import type { Redis, RedisOptions } from 'ioredis';

/** Who wants to know what is out of date. */
export interface InvalidationListener {
  /** The value of that key has changed. */
  invalidated(key: string): void;
  /** Anything may have changed: invalidations may have been lost, or Redis was flushed. */
  lost(): void;
}

const CHANNEL = '__redis__:invalidate';

/**
 * Two connections to one Redis: `reader`, whose reads Redis remembers, and one that hears when what was read changes
 * (https://redis.io/docs/latest/develop/reference/client-side-caching/). They speak RESP2 and redirect, since ioredis
 * drops the pushes of RESP3. Redis remembers by its default mode: one message per key that was read, none for others;
 * OPTIN would cost a command per read, and BCAST would tell every replica of every write. `armed` is true only while
 * both connections have proved, on one and the same server, that nothing is lost.
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

  /** @param clock is told Redis's time with every heartbeat, and when by our clock it was asked; ms since the epoch */
  constructor(
    redis: Redis,
    private readonly listener: InvalidationListener,
    private readonly clock: (now: number, askedAt: number) => void,
    heartbeatMs = 500,
  ) {
    const options: Partial<RedisOptions> = {
      protocol: 2,
      lazyConnect: false,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      // Resubscribing by itself would look healthy while the redirection points to the connection before.
      autoResubscribe: false,
      autoResendUnfulfilledCommands: false,
      commandTimeout: Math.min(redis.options.commandTimeout ?? 250, heartbeatMs),
      retryStrategy: (attempt) => Math.min(attempt * 50, 500),
    };
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

  /** Whether a read by `reader` that sets out now will be invalidated when its key changes. */
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
    // During a failover the two may be at different servers, where the id is nobody's or somebody else's.
    if ((await runIdOf(this.reader)) !== target.server) return this.subscriber.disconnect(true);
    await this.reader.client('TRACKING', 'ON', 'REDIRECT', target.id);
    if (round !== this.round || this.closed) return;
    // What was kept before was kept under another redirection.
    this.listener.lost();
    this.isArmed = true;
    void this.attempt(() => this.tellTime());
  }

  /** Notices what no close event tells: a half-open connection, a redirection that leads nowhere. */
  private async beat(): Promise<void> {
    if (this.beating || this.closed) return;
    this.beating = true;
    if (this.subscriber.status === 'ready')
      await this.subscriber.ping().catch(() => this.reconnect(this.subscriber));
    if (this.reader.status === 'ready') {
      await this.checkTracking().catch(() => this.reconnect(this.reader));
      if (!this.isArmed) await this.attempt(() => this.arm());
    }
    this.beating = false;
  }

  private async checkTracking(): Promise<void> {
    await this.tellTime();
    const info = (await this.reader.call('CLIENT', 'TRACKINGINFO')) as [string, string[]];
    const healthy = info[1].includes('on') && !info[1].includes('broken_redirect');
    if (this.isArmed && !healthy) this.disarm();
  }

  private async tellTime(): Promise<void> {
    const askedAt = Date.now();
    const [seconds, micros] = await this.reader.time();
    this.clock(Number(seconds) * 1000 + Math.floor(Number(micros) / 1000), askedAt);
  }

  private reconnect(connection: Redis): void {
    this.disarm();
    if (!this.closed) connection.disconnect(true);
  }

  /** What fails here is tried again by the next heartbeat or reconnection, and until then nothing is kept. */
  private async attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch {
      this.disarm();
    }
  }
}

async function runIdOf(redis: Redis): Promise<string> {
  return /run_id:(\w+)/.exec(await redis.info('server'))?.[1] ?? '';
}
