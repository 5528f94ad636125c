import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  Controller,
  Get,
  Injectable,
  Module,
  Param,
  Post,
  Query,
  Req,
  UseGuards,
  type ExecutionContext,
  type INestApplication,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthGuard, PassportModule, PassportSerializer, PassportStrategy } from '@nestjs/passport';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { csrfSync } from 'csrf-sync';
import passport from 'passport';
import { Strategy } from 'passport-local';
import { KeyRing, MemorySessionStore, SessionModule, type Session } from '../../src/index.js';
import { interceptStore } from '../../src/circuit-breaker/intercepted-store.js';
import type { Platform } from '../session-app.js';

// It has no types.
const { default: flash } = (await import('connect-flash' as string)) as { default: () => never };
const keys = new KeyRing([{ id: 'a', secret: randomBytes(32) }]);

type PassportSession = Session & { passport?: { user?: string }; pages?: string[]; csrfToken?: string };

/** What the middleware puts on a request. */
interface Request extends IncomingMessage {
  session: PassportSession;
  user?: { name: string };
  isAuthenticated?(): boolean;
  isUnauthenticated?(): boolean;
  logIn(user: object, options: LoginOptions, done: (error?: unknown) => void): void;
  login(user: object, options: LoginOptions, done: (error?: unknown) => void): void;
  logout(options: LoginOptions, done: (error?: unknown) => void): void;
  flash(type: string, message?: string): string[];
  csrfToken(): string;
}

interface LoginOptions {
  readonly keepSessionInfo?: boolean;
}

/** As a promise, what calls back. */
const called = (run: (done: (error?: unknown) => void) => void) =>
  new Promise<void>((resolve, reject) => run((error) => (error ? reject(error as Error) : resolve())));

@Injectable()
class LocalStrategy extends PassportStrategy(Strategy) {
  validate(name: string): { name: string } {
    return { name };
  }
}

@Injectable()
class NameSerializer extends PassportSerializer {
  serializeUser(user: { name: string }, done: (error: unknown, name: string) => void): void {
    done(null, user.name);
  }

  deserializeUser(name: string, done: (error: unknown, user: object) => void): void {
    done(null, { name });
  }
}

/** As the documentation of Nest has it for sessions. */
@Injectable()
class LocalGuard extends AuthGuard('local') {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const allowed = (await super.canActivate(context)) as boolean;
    await super.logIn(context.switchToHttp().getRequest<Request>());
    return allowed;
  }
}

@Controller()
class PassportController {
  @Post('login')
  @UseGuards(LocalGuard)
  login(@Req() request: Request) {
    return { user: request.user?.name };
  }

  /** As Express applications without Nest do it. */
  @Post('login/:name')
  async loginBy(@Req() request: Request, @Param('name') name: string, @Query('keep') keep?: string) {
    await called((done) => request.login({ name }, { keepSessionInfo: keep !== undefined }, done));
    return { user: request.user?.name, authenticated: request.isAuthenticated?.() };
  }

  @Get('me')
  me(@Req() request: Request) {
    const { user, session } = request;
    return { user: user?.name, pages: session.pages, session: session.passport };
  }

  @Post('visit')
  visit(@Req() { session }: Request) {
    // In place, as Express middleware does it.
    if (session.pages) session.pages.push('again');
    else session.pages = ['first'];
    return { pages: session.pages };
  }

  @Post('logout')
  async logout(@Req() request: Request, @Query('keep') keep?: string) {
    await called((done) => request.logout({ keepSessionInfo: keep !== undefined }, done));
    return { authenticated: request.isAuthenticated?.() };
  }

  @Get('flash')
  flash(@Req() request: Request) {
    const notes = request.flash('note');
    request.flash('note', 'hello');
    return { notes };
  }

  @Get('token')
  token(@Req() request: Request) {
    return { token: request.csrfToken() };
  }

  @Post('protected')
  protected() {
    return { passed: true };
  }

  @Post('callbacks')
  async callbacks(@Req() request: Request) {
    const called: string[] = [];
    const call = (name: string, run: (done: (error?: unknown) => void) => void) =>
      new Promise<void>((resolve) => run((error) => (called.push(`${name} ${error}`), resolve())));
    const before = request.session;
    before.pages = ['kept on the old object'];
    await call('save', (done) => void before.save(done));
    await call('regenerate', (done) => void before.regenerate(done));
    const after = request.session;
    const fresh = { same: after === before, pages: after.pages, old: before.pages };
    after.pages = ['after'];
    await call('save', (done) => void request.session.save(done));
    await call('reload', (done) => void request.session.reload(done));
    const reloaded = request.session.pages;
    await call('destroy', (done) => void request.session.destroy(done));
    return { called, fresh, reloaded, left: Object.keys(request.session) };
  }
}

/** Whether the store of the applications can be reached. */
export const outage = { on: false };

/** Starts an application with passport, connect-flash and csrf-sync. */
export async function start(
  platform: Platform,
  expressCompatible = true,
  memory = new MemorySessionStore(),
): Promise<INestApplication> {
  const store = interceptStore(memory, (_name, run) => {
    if (!outage.on) return run();
    throw new Error('connect ECONNREFUSED');
  });
  @Module({
    imports: [
      SessionModule.forRoot({
        store,
        keys,
        userId: (data) => (data as PassportSession).passport?.user,
        expressCompatible,
      }),
      PassportModule.register({ session: true }),
    ],
    providers: [LocalStrategy, NameSerializer],
    controllers: [PassportController],
  })
  class AppModule {}
  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create<INestApplication>(AppModule, adapter, { logger: false });
  app.use(passport.initialize());
  app.use(passport.session());
  app.use(flash());
  const { csrfSynchronisedProtection } = csrfSync();
  for (const path of ['/token', '/protected']) app.use(path, csrfSynchronisedProtection as never);
  app.use('/later', (request: Request, response: { end(text: string): void }) =>
    setTimeout(() => response.end(JSON.stringify({ pages: request.session.pages ?? null }))),
  );
  app.use('/finish', (request: Request, response: ServerResponse) => {
    response.on('finish', () => (request.session.pages = ['after the response']));
    response.end('{}');
  });
  await app.listen(0, '127.0.0.1');
  return app;
}
