import type { AuthUser, UserDirectory } from '@app/auth';
import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/prisma.service.js';
import { Prisma, type User } from '../../generated/prisma/client.js';
import { EmailTakenError, UserNotFoundError } from '../accounts.errors.js';

/** An account as the shop knows it, beyond what signing in needs. */
export interface Account extends AuthUser {
  readonly email: string;
  readonly name: string;
}

/** Accounts in Postgres. */
@Injectable()
export class UserAccounts implements UserDirectory {
  constructor(private readonly prisma: PrismaService) {}

  async findById(id: string): Promise<Account | undefined> {
    return toAccount(await this.prisma.user.findUnique({ where: { id } }));
  }

  async findByEmail(email: string): Promise<Account | undefined> {
    return toAccount(await this.prisma.user.findUnique({ where: { email: email.trim().toLowerCase() } }));
  }

  /** @throws {EmailTakenError} if the address has an account: decided by the database, so two at once are safe. */
  async create(account: { email: string; name: string; passwordHash: string }): Promise<Account> {
    try {
      return fromRow(await this.prisma.user.create({ data: account }));
    } catch (error) {
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
        throw new EmailTakenError();
      throw error;
    }
  }

  async savePasswordHash(id: string, passwordHash: string): Promise<void> {
    await this.prisma.user.update({ where: { id }, data: { passwordHash } });
  }

  /** @throws {UserNotFoundError} */
  async saveName(id: string, name: string): Promise<void> {
    const { count } = await this.prisma.user.updateMany({ where: { id }, data: { name } });
    if (count === 0) throw new UserNotFoundError();
  }

  /** @throws {UserNotFoundError} */
  async saveRoles(id: string, roles: readonly string[]): Promise<void> {
    const { count } = await this.prisma.user.updateMany({ where: { id }, data: { roles: [...roles] } });
    if (count === 0) throw new UserNotFoundError();
  }

  /** Ends every login before a moment, in seconds since 1970. @returns whether there is such an account. */
  async endLogInsBefore(id: string, seconds: number): Promise<boolean> {
    const tokensNotBefore = new Date(Math.round(seconds * 1000));
    const { count } = await this.prisma.user.updateMany({ where: { id }, data: { tokensNotBefore } });
    return count === 1;
  }
}

function toAccount(row: User | null): Account | undefined {
  return row ? fromRow(row) : undefined;
}

function fromRow({ id, email, name, passwordHash, roles, tokensNotBefore }: User): Account {
  return { id, email, name, passwordHash, roles, notBefore: tokensNotBefore.getTime() / 1000 };
}
