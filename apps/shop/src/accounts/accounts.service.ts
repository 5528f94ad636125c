import { PasswordHasher } from '@app/auth';
import { Injectable } from '@nestjs/common';
import {
  EmailTakenError,
  UserNotFoundError,
  WeakPasswordError,
  WrongCurrentPasswordError,
} from './accounts.errors.js';
import type { PasswordChange, Profile, ProfileChange, Registration } from './accounts.schemas.js';
import type { ShopRequest } from '../shop-request.js';
import { refusedPassword } from './password-policy.js';
import { AccountSessions } from './devices/account-sessions.service.js';
import { type Account, UserAccounts } from './users/user-accounts.js';

/** Accounts: making one, showing it, changing its password. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly accounts: UserAccounts,
    private readonly hasher: PasswordHasher,
    private readonly sessions: AccountSessions,
  ) {}

  /** @throws {WeakPasswordError} @throws {EmailTakenError} */
  async register({ email, name, password }: Registration): Promise<Account> {
    const refused = refusedPassword(password, { email, name });
    if (refused !== undefined) throw new WeakPasswordError('password', refused);
    // Before the hash, which costs more than the query. Two at once are decided by the database.
    if (await this.accounts.findByEmail(email)) throw new EmailTakenError();
    return this.accounts.create({ email, name, passwordHash: await this.hasher.hash(password) });
  }

  /** @throws {UserNotFoundError} */
  async get(userId: string): Promise<Account> {
    const account = await this.accounts.findById(userId);
    if (!account) throw new UserNotFoundError();
    return account;
  }

  /** The account, or undefined where it was removed meanwhile. */
  async find(userId: string): Promise<Account | undefined> {
    return this.accounts.findById(userId);
  }

  /**
   * Changes the password and ends everything the user is signed in to: anyone who knew the old password is signed out.
   * @param request its session is left, to be renewed with the account that comes back
   * @returns the account as it is now, for the caller to be signed in again
   * @throws {WrongCurrentPasswordError} unless the current password is proved (ASVS 5.0 6.2.3)
   * @throws {WeakPasswordError}
   */
  async changePassword(
    userId: string,
    { current, next }: PasswordChange,
    request: ShopRequest,
  ): Promise<Account> {
    const account = await this.accounts.findById(userId);
    if (!(await this.hasher.verify(account?.passwordHash, current)) || !account) {
      throw new WrongCurrentPasswordError();
    }
    const refused = refusedPassword(next, account);
    if (refused !== undefined) throw new WeakPasswordError('next', refused);
    const passwordHash = await this.hasher.hash(next);
    // Before: if nothing else is done, the user is signed out and not left with an intruder. And after: a login with the old
    // password that was under way has ended too.
    await this.sessions.endAll(userId, request);
    await this.accounts.savePasswordHash(userId, passwordHash);
    const notBefore = await this.sessions.endAll(userId, request);
    return { ...account, passwordHash, notBefore };
  }

  /**
   * Changes what an account may do, and ends everything it is signed in to: sessions and tokens carry the roles of their login.
   * @throws {UserNotFoundError}
   */
  async changeRoles(userId: string, roles: readonly string[]): Promise<Profile> {
    // Saved first: a login in between has the new roles, or has ended.
    await this.accounts.saveRoles(userId, roles);
    await this.sessions.endAll(userId);
    return profileOf(await this.get(userId));
  }

  /**
   * Changes what is shown of an account.
   * @throws {UserNotFoundError}
   */
  async changeProfile(userId: string, { name }: ProfileChange): Promise<Profile> {
    await this.accounts.saveName(userId, name);
    return profileOf(await this.get(userId));
  }
}

/** What the owner of an account sees of it. */
export function profileOf({ id, email, name, roles }: Account): Profile {
  return { id, email, name, roles: [...roles] };
}
