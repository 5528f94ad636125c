import { createHash } from 'node:crypto';
import { clientNetwork, RedisAttemptStorage } from '@app/auth';
import { SessionError } from '@app/session';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { ShopRequest } from '../accounts/carriers/identity-carrier.js';
import { RedisService } from '../redis/redis.service.js';
import { Settings } from '../settings/settings.js';
import { TooManyGuestsError } from './limits.errors.js';

const WINDOW_MS = 60_000;

/**
 * For routes that begin a session for a guest: bounds how many sessions one address begins in a minute, on all replicas together. A
 * visitor with a session, or with an account, is not counted.
 */
@Injectable()
export class GuestLimitGuard implements CanActivate {
  private readonly limit: number;
  private readonly counts: RedisAttemptStorage;

  constructor({ client }: RedisService, { limits, replicaCount }: Settings) {
    this.limit = limits.guestSessionsPerMinute;
    this.counts = new RedisAttemptStorage(client, { replicas: replicaCount, prefix: 'limits:guests:' });
  }

  /** @throws TooManyGuestsError */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ShopRequest>();
    if (request.user || hasSession(request)) return true;
    // A digest, so that no address is stored.
    const key = createHash('sha256').update(clientNetwork(request.ip)).digest('base64url');
    const { isBlocked, timeToBlockExpire } = await this.counts.increment(key, WINDOW_MS, this.limit);
    if (isBlocked) throw new TooManyGuestsError(timeToBlockExpire);
    return true;
  }
}

/** Whether the request names a session, or one that cannot be read now. */
function hasSession({ session }: ShopRequest): boolean {
  try {
    return session.id !== undefined;
  } catch (error) {
    if (error instanceof SessionError) return true;
    throw error;
  }
}
