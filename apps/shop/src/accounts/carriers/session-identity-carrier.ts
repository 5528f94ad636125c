import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import '../../sessions/session-data.js';
import type { Identity, IdentityCarrier, ShopRequest } from './identity-carrier.js';

/** Carries the log-in in the server-side session. */
@Injectable()
export class SessionIdentityCarrier implements IdentityCarrier {
  async establish({ session }: ShopRequest, _reply: FastifyReply, identity: Identity): Promise<void> {
    // ASVS 5.0 7.2.4: a new id whenever somebody logs in, so that an id planted before is worth nothing.
    session.regenerate();
    session.userId = identity.userId;
    session.roles = identity.roles;
    session.authenticatedAt = identity.authenticatedAt;
  }

  async end({ session }: ShopRequest): Promise<void> {
    if (session.userId !== undefined) await session.destroy();
  }
}
