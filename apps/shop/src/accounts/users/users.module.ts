import { Module } from '@nestjs/common';
import { UserAccounts } from './user-accounts.js';

/** The accounts themselves, apart so that both the AuthModule and the accounts' routes can use them. */
@Module({ providers: [UserAccounts], exports: [UserAccounts] })
export class UsersModule {}
