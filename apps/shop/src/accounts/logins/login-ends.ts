import {
  type Credential,
  RedisRevocationList,
  type Revocation,
  type RevocationList,
  RevocationsUnknownError,
} from '@app/auth';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../settings/settings.js';
import { LoginEndTable } from './login-end-table.js';
import { loginIdOf } from './login-id.js';

/** Age in ms of the table beyond which routes that ask for roles or for a recent login are closed. */
const STALE_AFTER_MS = 3_000;

/**
 * Decides for every request, in every state, whether its login still counts. Ends are told in two ways: by a Redis stream within
 * milliseconds, and by Postgres within {@link LoginEndTable}'s half second, which also survives a Redis that lost its data. A login
 * ends by itself after `SESSION_ABSOLUTE_SECONDS`, in whatever states its sessions began meanwhile.
 */
@Injectable()
export class LoginEnds implements RevocationList {
  constructor(
    private readonly stream: RedisRevocationList,
    private readonly table: LoginEndTable,
    private readonly settings: Settings,
  ) {}

  get upToDate(): boolean {
    return this.stream.upToDate && this.table.ageMs < STALE_AFTER_MS;
  }

  /** @throws RevocationsUnknownError while Postgres has not answered since the start */
  isRevoked(credential: Credential): boolean {
    if (!this.table.filled) throw new RevocationsUnknownError();
    if (Date.now() / 1000 >= credential.authenticatedAt + this.settings.sessionAbsoluteSeconds) return true;
    if (this.stream.isRevoked(credential) || this.table.known.isRevoked(credential)) return true;
    return credential.familyId !== undefined && this.hasEnded(loginIdOf(credential.familyId));
  }

  /** Whether this login was ended by itself, as far as this replica has heard: by a logout, or by the browser's next login. */
  hasEnded(loginId: string): boolean {
    const login = { userId: '', authenticatedAt: 0, familyId: loginId };
    return this.stream.isRevoked(login) || this.table.known.isRevoked(login);
  }

  /**
   * Ends a login and whatever grew from it, in every state and on every replica: by Redis at once, by Postgres within half a second.
   * One of the two is enough.
   * @throws what kept both from being told; this replica knows, and tells Postgres when it answers again
   */
  async endLogin(loginId: string): Promise<void> {
    // Each end is stored for hours: a cookie that is sent again and again ends its login once.
    if (this.table.hasStored(loginId)) return;
    const until = Date.now() / 1000 + this.settings.sessionAbsoluteSeconds;
    await Promise.any([this.table.endLogin(loginId), this.stream.revokeFamily(loginId, until)]).catch(
      (error: AggregateError) => {
        throw error.errors[0];
      },
    );
  }

  revokeToken(tokenId: string, until: number): Promise<void> {
    return this.stream.revokeToken(tokenId, until);
  }

  revokeFamily(familyId: string, until: number): Promise<void> {
    return this.stream.revokeFamily(familyId, until);
  }

  revokeUser(userId: string, notBefore: number, until: number): Promise<void> {
    return this.stream.revokeUser(userId, notBefore, until);
  }

  onRevocation(listener: (revocation: Revocation) => void): () => void {
    const stops = [this.stream, this.table.known].map((source) => source.onRevocation(listener));
    return () => stops.forEach((stop) => stop());
  }
}
