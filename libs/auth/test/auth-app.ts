import 'reflect-metadata';
import { Controller, Get, HttpCode, Module, Post, UseGuards } from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  AuthModule,
  type AuthModuleOptions,
  type AuthUser,
  CurrentUser,
  InProcessRevocationList,
  LocalGuard,
  type Principal,
  Public,
  type RefreshFamilyStore,
  RequireRecentLogin,
  Roles,
  type SessionUser,
  type SigningKey,
  VerifiedAccount,
} from '../src/index.js';
import { MemoryUsers } from './memory-users.js';

@Controller()
class TestController {
  @Get('private')
  private(@CurrentUser() user: Principal) {
    return user;
  }

  @Public()
  @Get('public')
  public() {
    return { open: true };
  }

  @Public()
  @Get('greeting')
  greeting(@CurrentUser() user: Principal | undefined) {
    return { hello: user?.userId ?? 'guest' };
  }

  @Roles('admin')
  @Get('admin')
  admin() {
    return { secret: true };
  }

  @RequireRecentLogin(60)
  @Get('sensitive')
  sensitive() {
    return { secret: true };
  }

  @Public()
  @Roles('admin')
  @Get('public-admin')
  contradiction() {
    return { secret: true };
  }

  @Public()
  @UseGuards(LocalGuard)
  @Post('login')
  @HttpCode(200)
  login(@VerifiedAccount() account: AuthUser, @CurrentUser() before: Principal | undefined) {
    return { account: account.id, before: before?.userId ?? null };
  }
}

/** The session that a request brings, for tests: named by a header, so that no session library is needed. */
export class HeaderSessions {
  readonly known = new Map<string, SessionUser>();
  readonly discarded: string[] = [];
  failure: Error | undefined;

  read({ headers }: { headers: Record<string, unknown> }): SessionUser | undefined {
    if (this.failure) throw this.failure;
    return this.known.get(String(headers['x-session']));
  }

  discard({ headers }: { headers: Record<string, unknown> }): void {
    this.discarded.push(String(headers['x-session']));
  }
}

/** Revocations that can fall behind. */
class TestRevocations extends InProcessRevocationList {
  override upToDate = true;
}

/** One application with the library in it, listening on a free port. */
export async function startAuthApp(
  platform: 'fastify' | 'express',
  key: SigningKey,
  more: Partial<AuthModuleOptions> = {},
) {
  const users = new MemoryUsers();
  const sessions = new HeaderSessions();
  const revocations = new TestRevocations();
  const options: AuthModuleOptions = {
    issuer: 'https://us',
    audience: 'shop',
    keys: [key],
    users,
    sessions,
    revocations,
    refreshFamilies: {} as RefreshFamilyStore,
    accessCookie: ({ headers }) => (headers['x-cookies'] === 'off' ? undefined : 'access'),
    password: { memoryKibibytes: 64, passes: 1 },
    ...more,
  };

  @Module({
    imports: [AuthModule.forRootAsync({ useFactory: () => options })],
    controllers: [TestController],
  })
  class TestModule {}

  const app = await NestFactory.create(TestModule, adapterOf(platform), { logger: false });
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl(), users, sessions, revocations };
}

function adapterOf(platform: 'fastify' | 'express'): AbstractHttpAdapter {
  if (platform === 'fastify') return new FastifyAdapter({ trustProxy: true });
  const adapter = new ExpressAdapter();
  adapter.set('trust proxy', true);
  return adapter;
}

/** A running {@link startAuthApp}. */
export type AuthApp = Awaited<ReturnType<typeof startAuthApp>>;
