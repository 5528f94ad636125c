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
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyRing, MemorySessionStore, SessionModule, type Session } from '../../src/index.js';
import { interceptStore } from '../../src/circuit-breaker/intercepted-store.js';
import { Browser, type Platform } from '../session-app.js';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

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

let available = true;

async function start(
  platform: Platform,
  expressCompatible = true,
  memory = new MemorySessionStore(),
): Promise<INestApplication> {
  const store = interceptStore(memory, (_name, run) => {
    if (available) return run();
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

describe.each(['express', 'fastify'] as const)('middleware of express-session, on %s', (platform) => {
  let app: INestApplication;
  let browser: Browser;
  beforeAll(async () => {
    app = await start(platform);
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    browser = new Browser({ url: await app.getUrl() });
  });
  const login = (name: string) => browser.send('POST', '/login', { username: name, password: 'x' });

  const me = async (who: Browser) => (await who.send('GET', '/me')).body;

  it('signs users of passport in under a new id, one after the other', async () => {
    expect(await me(browser)).toEqual({});
    await browser.send('POST', '/visit');
    const guest = browser.copy();
    expect((await login('ada')).body).toEqual({ user: 'ada' });
    expect(await me(browser)).toEqual({ user: 'ada', session: { user: 'ada' } });
    expect(await me(guest)).toEqual({});
    const ada = browser.copy();
    expect((await login('bob')).body).toEqual({ user: 'bob' });
    expect(await me(browser)).toEqual({ user: 'bob', session: { user: 'bob' } });
    expect(await me(ada)).toEqual({});
    expect(new Set([guest, ada, browser].map(({ cookies }) => cookies.get('session'))).size).toBe(3);
  });

  it('signs users in and out by the methods of the request', async () => {
    const signedIn = await browser.send('POST', '/login/ada');
    expect(signedIn.body).toEqual({ user: 'ada', authenticated: true });
    const thief = browser.copy();
    expect((await browser.send('POST', '/logout')).body).toEqual({ authenticated: false });
    expect(await me(browser)).not.toHaveProperty('user');
    expect(await me(thief)).not.toHaveProperty('user');
    expect(browser.cookies.get('session')).not.toBe(thief.cookies.get('session'));
  });

  it('keeps what the session held, if passport is asked to, and only then', async () => {
    await browser.send('POST', '/visit');
    await browser.send('POST', '/login/ada?keep');
    expect(await me(browser)).toMatchObject({ user: 'ada', pages: ['first'] });
    await browser.send('POST', '/logout?keep');
    expect(await me(browser)).toEqual({ pages: ['first'], session: {} });
    await browser.send('POST', '/login/ada');
    expect(await me(browser)).toEqual({ user: 'ada', session: { user: 'ada' } });
  });

  it('refuses a login while the store is unavailable, keeps the id, and goes on', async () => {
    await browser.send('POST', '/visit');
    available = false;
    expect((await login('ada')).status).toBe(503);
    expect((await new Browser({ url: await app.getUrl() }).send('POST', '/login/ada')).status).toBe(503);
    available = true;
    expect(await me(browser)).toEqual({ pages: ['first'] });
  });

  it('stores values that were changed in place', async () => {
    await browser.send('POST', '/visit');
    await browser.send('POST', '/visit');
    expect((await browser.send('GET', '/me')).body).toEqual({ pages: ['first', 'again'] });
  });

  it('shows messages of connect-flash once', async () => {
    expect((await browser.send('GET', '/flash')).body).toEqual({ notes: [] });
    expect((await browser.send('GET', '/flash')).body).toEqual({ notes: ['hello'] });
  });

  it('accepts tokens of csrf-sync, and only those', async () => {
    const { token } = (await browser.send('GET', '/token')).body as { token: string };
    const accepted = await browser.send('POST', '/protected', undefined, { 'x-csrf-token': token });
    expect(accepted.body).toEqual({ passed: true });
    const other = new Browser({ url: await app.getUrl() });
    expect((await other.send('POST', '/protected', undefined, { 'x-csrf-token': token })).status).toBe(403);
    expect((await browser.send('POST', '/protected', undefined, { 'x-csrf-token': 'x' })).status).toBe(403);
  });
});

describe.each([
  ['express', true],
  ['express', false],
  ['fastify', true],
  ['fastify', false],
] as const)('callbacks of a session, on %s, expressCompatible %s', (platform, expressCompatible) => {
  it('are called, and regenerate gives the request a new object without data', async () => {
    const app = await start(platform, expressCompatible);
    const browser = new Browser({ url: await app.getUrl() });
    expect((await browser.send('POST', '/callbacks')).body).toEqual({
      called: [
        'save undefined',
        'regenerate undefined',
        'save undefined',
        'reload undefined',
        'destroy undefined',
      ],
      fresh: { same: false, old: ['kept on the old object'] },
      reloaded: ['after'],
      left: [],
    });
    await app.close();
  });
});

describe.each(['express', 'fastify'] as const)('a store that is unavailable, on %s', (platform) => {
  it('fails the request before middleware reads the session in a callback', async () => {
    const store = Object.assign(new MemorySessionStore(), { load: () => Promise.reject(new Error('down')) });
    const app = await start(platform, true, store);
    const browser = new Browser({ url: await app.getUrl() });
    browser.cookies.set('session', `g${'a'.repeat(22)}.${'b'.repeat(43)}`);
    const answer = await browser.send('GET', '/later');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await new Browser({ url: await app.getUrl() }).send('GET', '/later')).status).toBe(200);
    await app.close();
  });
});

describe.each(['express', 'fastify'] as const)('a listener of finish, on %s', (platform) => {
  // An exception would fail the test run.
  it('may assign to the session: nothing is stored, and the process lives', async () => {
    const app = await start(platform, false);
    const browser = new Browser({ url: await app.getUrl() });
    expect((await browser.send('GET', '/finish')).status).toBe(200);
    expect((await browser.send('GET', '/later')).body).toEqual({ pages: null });
    await app.close();
  });
});
