import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { AuthRequest, Principal } from '../principal.js';
import { RevocationList } from '../revocation/revocation-list.js';
import { SessionIdentity } from '../users/session-identity.js';
import { RequestStrategy } from './request.strategy.js';

/** Recognises the visitor by the app's own server-side session, read through {@link SessionIdentity}. */
@Injectable()
export class SessionStrategy extends PassportStrategy(RequestStrategy) {
  constructor(
    @Inject(SessionIdentity) private readonly sessions: SessionIdentity,
    @Inject(RevocationList) private readonly revocations: RevocationList,
  ) {
    super('session');
  }

  async validate(request: AuthRequest): Promise<Principal | false> {
    const user = await this.sessions.read(request);
    if (!user) return false;
    if (this.revocations.isRevoked(user)) {
      await this.sessions.discard(request);
      return false;
    }
    return {
      userId: user.userId,
      roles: user.roles,
      permissions: user.permissions ?? [],
      via: 'session',
      authenticatedAt: user.authenticatedAt,
      ...(user.familyId === undefined ? {} : { familyId: user.familyId }),
    };
  }
}
