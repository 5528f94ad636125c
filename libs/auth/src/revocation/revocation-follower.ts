import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { openFollowerConnection, RETRY_MS, settled } from '../redis/follower-connection.js';
import type { RedisClient } from '../redis/redis-script.js';
import { readRevocations, type RevocationEntry, STREAM_START } from './revocation-stream.js';

/**
 * Reads the stream of revocations from its beginning and then follows it. After a lost connection it goes on where it
 * was, so nothing in between is missed.
 */
export class RevocationFollower {
  /** When the stream last answered, milliseconds since 1970; 0 before the first time. */
  heardAt = 0;

  private readonly logger = new Logger('Revocations');
  private readonly connection: RedisClient;
  private readonly loop: Promise<void>;
  private position = STREAM_START;
  private loaded = false;
  private stopped = false;

  /** @param onLoaded called once everything was read that stood in the stream at the start. */
  constructor(
    redis: RedisClient,
    private readonly key: string,
    private readonly learn: (entry: RevocationEntry) => void,
    private readonly onLoaded: () => void,
  ) {
    this.connection = openFollowerConnection(redis);
    this.loop = this.follow();
  }

  /** Closes the connection and waits for the loop to end. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.connection.disconnect();
    await this.loop;
  }

  private async follow(): Promise<void> {
    let failed = false;
    while (!this.stopped) {
      await settled(this.connection);
      try {
        await this.readOn();
        if (failed) this.logger.log('Following the revocations again: nothing was missed.');
        failed = false;
      } catch (error) {
        if (this.stopped) return;
        if (!failed) this.logger.warn(`Cannot follow the revocations, trying again: ${String(error)}`);
        failed = true;
        // One that is open but dead. Never one that is on its way: behind Sentinels, ioredis would end it permanently.
        if (this.connection.status === 'ready') this.connection.disconnect(true);
        // It counts as ready until its close is heard, and fails at once till then: without a pause, nothing is ever heard.
        await delay(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  private async readOn(): Promise<void> {
    const page = await readRevocations(this.connection, this.key, this.position, this.loaded);
    for (const id of page.unreadable) {
      this.logger.error(`Skipped entry ${id} of the stream ${this.key}: it is not a revocation.`);
    }
    page.entries.forEach(this.learn);
    this.position = page.position;
    this.heardAt = Date.now();
    if (this.loaded || page.entries.length + page.unreadable.length > 0) return;
    this.loaded = true;
    this.onLoaded();
  }
}
