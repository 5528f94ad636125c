import { Inject, Injectable, Logger } from '@nestjs/common';
import { WrongCredentialsError } from '../auth.errors.js';
import { type AuthUser, UserDirectory } from '../users/user-directory.js';
import { PasswordHasher } from './password-hasher.js';

/** The longest password that is hashed, in characters: longer ones are refused before any work. */
const MAX_PASSWORD_LENGTH = 1024;

/** Checks an email and a password. */
@Injectable()
export class PasswordLogin {
  private readonly logger = new Logger('Passwords');

  constructor(
    @Inject(UserDirectory) private readonly users: UserDirectory,
    private readonly hasher: PasswordHasher,
  ) {}

  /** @throws {WrongCredentialsError} the same, after the same time, for an unknown account and a wrong password. */
  async check(email: string, password: string): Promise<AuthUser> {
    if (password.length > MAX_PASSWORD_LENGTH) throw new WrongCredentialsError();
    const checkedAt = Date.now() / 1000;
    const user = await this.users.findByEmail(email);
    if (!(await this.hasher.verify(user?.passwordHash, password)) || !user) throw new WrongCredentialsError();
    if (user.passwordHash !== null && this.hasher.needsRehash(user.passwordHash)) {
      await this.rehash(user.id, password);
    }
    return { ...user, checkedAt };
  }

  /** Best effort: the password was right, and the next login tries again. */
  private async rehash(userId: string, password: string): Promise<void> {
    try {
      await this.users.savePasswordHash(userId, await this.hasher.hash(password));
    } catch (error) {
      this.logger.warn(`The password hash of user ${userId} was not renewed: ${String(error)}`);
    }
  }
}
