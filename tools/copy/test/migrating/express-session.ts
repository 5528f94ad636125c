import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Redis } from 'ioredis';
import { CurrentSession, KeyRing, RedisSessionStore, type Session, SessionModule } from '@app/session';

declare module '@app/session' {
  interface SessionData {
    userId?: string;
    visits?: number;
  }
}

@Controller()
export class AccountController {
  @Post('login')
  @HttpCode(204)
  async login(@CurrentSession() session: Session, @Body() { user }: { user: string }) {
    await session.regenerate({ userId: user });
  }

  @Get('me')
  me(@CurrentSession() session: Session) {
    session.visits = (session.visits ?? 0) + 1;
    return { userId: session.userId, visits: session.visits };
  }

  @Post('logout')
  @HttpCode(204)
  async logout(@CurrentSession() session: Session) {
    await session.destroy();
  }
}

const redis = new Redis(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379', {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 250, // ms
});

@Module({
  imports: [
    SessionModule.forRoot({
      store: new RedisSessionStore({ redis }),
      keys: KeyRing.parse(process.env.SESSION_KEYS ?? ''),
      userId: (data) => data.userId,
      idleSeconds: 1800,
    }),
  ],
  controllers: [AccountController],
})
export class AppModule {}

/** Called by main.ts before app.listen. */
export function configure(app: NestExpressApplication): void {
  app.set('trust proxy', 1);
}
