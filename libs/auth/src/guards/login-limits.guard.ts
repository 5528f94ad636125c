import { createHash } from 'node:crypto';
import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ThrottlerGuard, type ThrottlerGetTrackerFunction } from '@nestjs/throttler';
import { TooManyLoginsError } from '../auth.errors.js';
import { AUTH_OPTIONS, type AuthOptions } from '../auth.options.js';
import { PUBLIC_ROUTE } from './public.decorator.js';
import type { AuthRequest } from '../principal.js';
import type { AttemptStorage } from '../limits/attempt-storage.js';
import { clientNetwork } from '../limits/client-network.js';

const taken = new WeakMap<object, string[]>();

/**
 * Bounds how often a password is tried: from one address for one account, and from one address for any. Both count over all
 * routes with this guard and, by their storage, over all replicas. There is no limit for an account alone: anyone who knows an
 * address could keep its owner out with it.
 */
@Injectable()
export class LoginLimitsGuard extends ThrottlerGuard {
  constructor(
    @Inject(AUTH_OPTIONS) { loginLimits }: AuthOptions,
    // By name: the base class names another dependency for this place.
    @Inject(Reflector) reflector: Reflector,
  ) {
    const { storage, windowSeconds, perAccount, perAddress } = loginLimits;
    const ttl = windowSeconds * 1000;
    const byAddress: ThrottlerGetTrackerFunction = (request) => addressOf(request as AuthRequest);
    const isPublic = (context: ExecutionContext) =>
      reflector.getAllAndOverride<boolean | undefined>(PUBLIC_ROUTE, [
        context.getHandler(),
        context.getClass(),
      ]) ?? false;
    const byAccount: ThrottlerGetTrackerFunction = (request, context) =>
      `${addressOf(request as AuthRequest)} ${accountOf(request as AuthRequest, isPublic(context))}`;
    super(
      {
        throttlers: [
          { name: 'account', ttl, limit: perAccount, getTracker: byAccount },
          { name: 'address', ttl, limit: perAddress, getTracker: byAddress },
        ],
        // How many attempts are left is nobody's business.
        setHeaders: false,
        // The storage gets the name in the key, one for all routes; a digest, so that no address lies about.
        generateKey: (context, tracker, name) => {
          const key = createHash('sha256').update(`${name} ${tracker}`).digest('base64url');
          const request = context.switchToHttp().getRequest<object>();
          taken.set(request, [...(taken.get(request) ?? []), key]);
          return key;
        },
      },
      storage,
      reflector,
    );
  }

  /** Takes a request's attempts back: it was no guess, or nothing was tried. */
  async takeBack(request: object): Promise<void> {
    const storage = this.storageService as AttemptStorage;
    await Promise.all((taken.get(request) ?? []).map((key) => storage.takeBack(key)));
    taken.delete(request);
  }

  protected override async throwThrottlingException(
    _context: ExecutionContext,
    { timeToBlockExpire }: { timeToBlockExpire: number },
  ): Promise<void> {
    throw new TooManyLoginsError(timeToBlockExpire);
  }
}

function addressOf({ ip = '' }: AuthRequest): string {
  return clientNetwork(ip);
}

/**
 * Whose password is tried. On a public route it is that of the account which the body names; on any other the caller's own: a member of
 * the body must not choose the key there.
 */
function accountOf(request: AuthRequest, isPublic: boolean): string {
  if (!isPublic) return `user ${request.user?.userId ?? ''}`;
  const { email } = (request.body ?? {}) as { email?: unknown };
  return `email ${typeof email === 'string' ? email.trim().toLowerCase().slice(0, 254) : ''}`;
}
