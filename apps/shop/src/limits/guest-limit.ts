import { createHash } from 'node:crypto';
import { clientNetwork, RedisAttemptStorage } from '@app/auth';
import { Injectable } from '@nestjs/common';
import { RedisService } from '../redis/redis.service.js';
import { Settings } from '../settings/settings.js';
import { TooManyGuestsError } from './limits.errors.js';

const WINDOW_MS = 60_000;

/** Bounds how many sessions the guests of one address begin in a minute, on all replicas together. */
@Injectable()
export class GuestLimit {
  private readonly limit: number;
  private readonly counts: RedisAttemptStorage;

  constructor({ client }: RedisService, { limits, replicaCount }: Settings) {
    this.limit = limits.guestSessionsPerMinute;
    this.counts = new RedisAttemptStorage(client, { replicas: replicaCount, prefix: 'limits:guests:' });
  }

  /**
   * Counts a session that is about to begin.
   * @throws TooManyGuestsError
   */
  async count(address: string): Promise<void> {
    // A digest, so that no address is stored.
    const key = createHash('sha256').update(clientNetwork(address)).digest('base64url');
    const { isBlocked, timeToBlockExpire } = await this.counts.increment(key, WINDOW_MS, this.limit);
    if (isBlocked) throw new TooManyGuestsError(timeToBlockExpire);
  }
}
