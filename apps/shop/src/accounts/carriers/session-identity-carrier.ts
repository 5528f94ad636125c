import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import '../../session-data.js';
import type { Identity, IdentityCarrier } from './identity-carrier.js';
import type { ShopRequest } from '../../shop-request.js';

/** Carries the login in the server-side session. */
@Injectable()
export class SessionIdentityCarrier implements IdentityCarrier {
  async establish({ session }: ShopRequest, _reply: FastifyReply, identity: Identity): Promise<void> {
    // ASVS 5.0 7.2.4: a new id at every login, so that an id planted before is worth nothing.
    const { userId, roles, authenticatedAt, loginId } = identity;
    await session.regenerate({ userId, roles, authenticatedAt, loginId });
  }

  async end({ session }: ShopRequest): Promise<void> {
    // A guest keeps the session. Without an id there may have been a change of the id a moment ago: destroying ends its successor.
    if (session.userId !== undefined || session.id === undefined) await session.destroy();
  }
}
