import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { CurrentSession, KeyRing, type Session, SessionModule } from '@app/session';
import { SealedSessions } from '@app/session/sealed';

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

@Module({
  imports: [
    SessionModule.forRoot({
      backend: new SealedSessions({
        keys: KeyRing.parse(process.env.SESSION_KEYS ?? ''),
        idleSeconds: 1800,
      }),
    }),
  ],
  controllers: [AccountController],
})
export class AppModule {}

/** Called by main.ts before app.listen. */
export function configure(): void {}
