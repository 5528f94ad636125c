import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { stringifyCookie } from 'cookie';
import type { StoredSessionsOptions } from '../backend/stored-sessions.options.js';
import { SessionBackend } from '../session-backend.js';
import type { RequestSessionOptions } from '../request-session.js';
import type { SessionData } from '../session.js';
import { SessionModule } from '../session.module.js';
import { MemorySessionStore } from '../store/memory-session.store.js';
import type { SessionTransportOptions } from '../transport/session-transport.js';
import { randomKeys } from './fake-session.js';

/** Options of {@link SessionTestingModule}: all of `SessionModule.forRoot` are optional. */
export type SessionTestingOptions = SessionTransportOptions &
  RequestSessionOptions &
  Partial<StoredSessionsOptions>;

/**
 * Gives an application under test real sessions, in memory, under a random key. It replaces `SessionModule` in testing
 * modules that do not import the root module; for those that do, see the second example.
 * @example
 * const module = await Test.createTestingModule({
 *   imports: [SessionTestingModule.forRoot({ userId: (data) => data.userId })],
 *   controllers: [CartController],
 * }).compile();
 * @example
 * const module = await Test.createTestingModule({ imports: [AppModule] })
 *   .overrideProvider(SessionStore)
 *   .useValue(new MemorySessionStore())
 *   .compile();
 */
export class SessionTestingModule {
  static forRoot(options: SessionTestingOptions = {}): DynamicModule {
    return SessionModule.forRoot({ store: new MemorySessionStore(), keys: randomKeys(), ...options });
  }
}

/**
 * Stores a session with these data in an application under test, and returns the `Cookie` header that opens it: so a
 * test can begin as a signed-in user.
 * @param app the application, or its testing module
 * @param secure whether the requests come over TLS, as with `X-Forwarded-Proto: https`. Default false
 * @example
 * const cookie = await cookieFor(app, { userId: 'ada' });
 * await request(app.getHttpServer()).get('/cart').set('Cookie', cookie).expect(200); // supertest
 * await app.inject({ url: '/cart', headers: { cookie } }); // Fastify
 */
export async function cookieFor(
  app: Pick<INestApplicationContext, 'get'>,
  data: SessionData,
  { secure = false }: { secure?: boolean } = {},
): Promise<string> {
  const backend = app.get<SessionBackend>(SessionBackend, { strict: false });
  const guest = await backend.open({ cookies: {}, secure });
  const { cookies } = await backend.commit(guest, () => data);
  return stringifyCookie(Object.fromEntries(cookies.map(({ name, value }) => [name, value])));
}
