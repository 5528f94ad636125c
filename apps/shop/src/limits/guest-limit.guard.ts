import { SessionError } from '@app/session';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { ShopRequest } from '../shop-request.js';
import { GuestLimit } from './guest-limit.js';

/** For routes that begin a session for a guest. A visitor with a session, or with an account, is not counted. */
@Injectable()
export class GuestLimitGuard implements CanActivate {
  constructor(private readonly guests: GuestLimit) {}

  /** @throws TooManyGuestsError */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ShopRequest>();
    if (!request.user && !hasSession(request)) await this.guests.count(request.ip);
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
