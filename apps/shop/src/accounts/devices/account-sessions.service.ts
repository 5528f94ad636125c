import { RefreshTokens, RevocationList } from '@app/auth';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { Settings } from '../../settings/settings.js';
import { SessionNotFoundError, UserNotFoundError } from '../accounts.errors.js';
import type { SessionItem } from '../accounts.schemas.js';
import type { ShopRequest } from '../../shop-request.js';
import { UserAccounts } from '../users/user-accounts.js';
import { SessionDirectory } from './session-directory.js';

const NO_DIRECTORY: SessionDirectory = {
  list: async () => [],
  end: async () => false,
  endAll: async () => undefined,
};

/** Everywhere that a user is signed in: server-side sessions and refresh families alike. */
@Injectable()
export class AccountSessions {
  constructor(
    private readonly accounts: UserAccounts,
    private readonly tokens: RefreshTokens,
    @Inject(RevocationList) private readonly revocations: RevocationList,
    private readonly settings: Settings,
    @Optional() @Inject(SessionDirectory) private readonly directory: SessionDirectory = NO_DIRECTORY,
  ) {}

  async list(userId: string, request: ShopRequest): Promise<SessionItem[]> {
    const [sessions, families] = await Promise.all([
      this.directory.list(userId, request),
      this.tokens.list(userId),
    ]);
    return [
      ...sessions.map(({ createdAt, lastSeenAt, ...session }) => ({
        ...session,
        kind: 'session' as const,
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
      })),
      ...families.map(({ id, device, replica, createdAt, lastSeenAt }) => ({
        id,
        kind: 'token' as const,
        device,
        replica,
        createdAt: new Date(createdAt).toISOString(),
        lastSeenAt: new Date(lastSeenAt).toISOString(),
        current: request.user?.familyId === id,
      })),
    ];
  }

  /** @throws {SessionNotFoundError} for an id that is not one of this user's. */
  async endOne(userId: string, id: string): Promise<void> {
    const ended = (await this.directory.end(userId, id)) || (await this.tokens.endOne(userId, id));
    if (!ended) throw new SessionNotFoundError();
  }

  /**
   * Ends whatever the user is signed in to until now, in every state: those that cannot list their sessions refuse
   * them by the time of their login. All of it is tried before a failure is reported.
   * @param spare a request whose session is left to be renewed by the caller: until then it is refused as well
   * @returns the moment from which logins count again, seconds since 1970
   * @throws {UserNotFoundError} and what kept a part of it from being done (a 503): then ask again
   */
  async endAll(userId: string, spare?: ShopRequest): Promise<number> {
    // One millisecond on, so that a login of this very moment is ended too.
    const notBefore = (Date.now() + 1) / 1000;
    if (!(await this.accounts.endLogInsBefore(userId, notBefore))) throw new UserNotFoundError();
    const outcomes = await Promise.allSettled([
      this.revocations.revokeUser(userId, notBefore, notBefore + this.settings.sessionAbsoluteSeconds),
      this.tokens.endAll(userId),
      this.directory.endAll(userId, spare),
    ]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    return notBefore;
  }
}
