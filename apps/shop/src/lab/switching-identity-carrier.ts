import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Identity, IdentityCarrier } from '../accounts/carriers/identity-carrier.js';
import type { ShopRequest } from '../shop-request.js';
import { SessionIdentityCarrier } from '../accounts/carriers/session-identity-carrier.js';
import { TokenIdentityCarrier } from '../accounts/carriers/token-identity-carrier.js';
import { VisitorModes } from './visitor-modes.js';

/** Signs a visitor in and out in what their state uses: tokens in `token`, the session in every other. */
@Injectable()
export class SwitchingIdentityCarrier implements IdentityCarrier {
  constructor(
    private readonly modes: VisitorModes,
    private readonly tokens: TokenIdentityCarrier,
    private readonly session: SessionIdentityCarrier,
  ) {}

  establish(request: ShopRequest, reply: FastifyReply, identity: Identity): Promise<void> {
    return this.chosenBy(request).establish(request, reply, identity);
  }

  end(request: ShopRequest, reply: FastifyReply): Promise<void> {
    return this.chosenBy(request).end(request, reply);
  }

  private chosenBy(request: ShopRequest): IdentityCarrier {
    const { state } = this.modes.ofRequest(request);
    return state === 'token' ? this.tokens : this.session;
  }
}
