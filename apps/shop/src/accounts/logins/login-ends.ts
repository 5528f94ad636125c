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
    return this.stream.isRevoked(credential) || this.table.known.isRevoked(credential);
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
