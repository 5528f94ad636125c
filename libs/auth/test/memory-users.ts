import type { AuthUser, UserDirectory } from '../src/index.js';

/** Accounts of one test. */
export class MemoryUsers implements UserDirectory {
  readonly accounts = new Map<string, AuthUser & { email: string }>();

  async findById(userId: string): Promise<AuthUser | undefined> {
    return this.accounts.get(userId);
  }

  async findByEmail(email: string): Promise<AuthUser | undefined> {
    return [...this.accounts.values()].find((account) => account.email === email);
  }

  async savePasswordHash(userId: string, passwordHash: string): Promise<void> {
    this.change(userId, { passwordHash });
  }

  /** Changes an account, or makes it. */
  change(id: string, change: Partial<AuthUser & { email: string }>): void {
    const account = this.accounts.get(id) ?? {
      id,
      email: `${id}@example.org`,
      passwordHash: null,
      roles: [],
    };
    this.accounts.set(id, { ...account, ...change });
  }
}
