import 'reflect-metadata';
import { Body, Controller, Get, HttpCode, Module, Param, Post, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import {
  CurrentSession,
  KeyRing,
  RedisSessionStore,
  SessionModule,
  Sessions,
  type Session,
} from '../../../../libs/session/src/index.js';

/** The settings of libs/session/README.md. */
const redis = new Redis(process.env['REDIS_URL'] ?? '', {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  // Longer than there: two busy cores are no outage.
  commandTimeout: 2000,
});
redis.on('error', () => undefined);

type Data = Session & { userId?: string; items?: readonly string[] };

@Controller()
class NotesController {
  constructor(private readonly sessions: Sessions) {}

  @Post('write/:key')
  write(@CurrentSession() session: Data, @Param('key') key: string, @Body() { value }: { value: string }) {
    Object.assign(session, { [`key ${key}`]: value });
  }

  @Post('add')
  async add(@CurrentSession() session: Data, @Body() { value }: { value: string }) {
    await session.update((draft) => {
      const list = draft as { items?: readonly string[] };
      list.items = [...(list.items ?? []), value];
    });
  }

  @Get('read')
  read(@CurrentSession() session: Data) {
    return { ...session };
  }

  @Get('me')
  me(@CurrentSession() { userId }: Data) {
    if (userId === undefined) throw new UnauthorizedException();
    return { user: userId };
  }

  @Post('login')
  @HttpCode(204)
  async login(@CurrentSession() session: Data, @Body() { user }: { user: string }) {
    await session.regenerate({ userId: user } as object);
  }

  @Post('logout')
  @HttpCode(204)
  async logout(@CurrentSession() session: Data) {
    await session.destroy();
  }

  @Post('logout-everywhere')
  @HttpCode(204)
  async logoutEverywhere(@CurrentSession() { userId }: Data) {
    if (userId === undefined) throw new UnauthorizedException();
    await this.sessions.revokeAll(userId);
  }
}

@Module({
  imports: [
    SessionModule.forRoot({
      store: new RedisSessionStore({ redis }),
      keys: KeyRing.parse(process.env['SESSION_KEYS'] ?? ''),
      userId: (data) => (data as { userId?: string }).userId,
    }),
  ],
  controllers: [NotesController],
})
class AppModule {}

const adapter = process.env['ADAPTER'] === 'express' ? new ExpressAdapter() : new FastifyAdapter();
const app = await NestFactory.create(AppModule, adapter, { logger: ['error'] });
await app.listen(Number(process.env['PORT']), '127.0.0.1');
