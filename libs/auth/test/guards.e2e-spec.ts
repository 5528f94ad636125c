import { ServiceUnavailableException } from '@nestjs/common';
import { hash } from '@node-rs/argon2';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccessTokenIssuer, PasswordHasher, type Principal, RedisRevocationList } from '../src/index.js';
import { type AuthApp, startAuthApp } from './auth-app.js';
import { RedisServer } from './redis-server.js';
import { signingKey } from './signing-key.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const key = signingKey('first');
const now = Date.now() / 1000;

describe.each(['fastify', 'express'] as const)('the guards on %s', (platform) => {
  let auth: AuthApp;
  let token: string;

  async function ask(path: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${auth.url}/${path}`, { headers });
    return {
      status: response.status,
      body: await response.json(),
      challenge: response.headers.get('www-authenticate'),
    };
  }

  async function logIn(body: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${auth.url}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return {
      status: response.status,
      body: await response.json(),
      challenge: response.headers.get('www-authenticate'),
    };
  }

  beforeAll(async () => {
    auth = await startAuthApp(platform, key);
    const passwordHash = await auth.app.get(PasswordHasher).hash('correct horse');
    auth.users.change('ada', { email: 'ada@example.org', passwordHash });
  });
  afterAll(() => auth.app.close());

  beforeEach(async () => {
    const subject = { userId: 'ada', roles: ['customer'], authenticatedAt: now, familyId: 'family' };
    ({ token } = await auth.app.get(AccessTokenIssuer).issue(subject));
    auth.sessions.known.clear();
    auth.sessions.failure = undefined;
    auth.sessions.known.set('s1', { userId: 'eve', roles: ['admin'], authenticatedAt: now });
  });

  it('close every route that is not public', async () => {
    expect(await ask('private')).toMatchObject({
      status: 401,
      challenge: 'Bearer',
      body: { title: 'Not signed in' },
    });
    expect(await ask('public')).toMatchObject({ status: 200 });
    expect(await ask('greeting')).toMatchObject({ status: 200, body: { hello: 'guest' } });
  });

  it('take a Bearer token, again and again', async () => {
    for (let time = 0; time < 3; time += 1) {
      const { status, body } = await ask('private', { authorization: `Bearer ${token}` });
      expect(status).toBe(200);
      expect(body).toMatchObject({ userId: 'ada', via: 'bearer', roles: ['customer'], familyId: 'family' });
    }
  });

  it('take a token in the cookie, which over TLS counts by its __Host- name alone', async () => {
    const tls = { 'x-forwarded-proto': 'https' };
    expect(await ask('private', { cookie: `a=b; access=${token}` })).toMatchObject({
      body: { via: 'cookie' },
    });
    expect(await ask('private', { cookie: `access=${token}`, ...tls })).toMatchObject({ status: 401 });
    expect(await ask('private', { cookie: `__Host-access=${token}`, ...tls })).toMatchObject({ status: 200 });
  });

  it('use the valid one of several cookies of one name', async () => {
    const other = await auth.app
      .get(AccessTokenIssuer)
      .issue({ userId: 'bob', roles: [], authenticatedAt: now, familyId: 'ended' });
    await auth.revocations.revokeFamily('ended', now + 600);
    for (const stale of ['junk', '', other.token]) {
      for (const values of [
        [stale, token],
        [token, stale],
        [stale, 'e30', token],
      ]) {
        const cookie = values.map((value) => `access=${value}`).join('; ');
        // Twice: with a verified and with a remembered token.
        for (let times = 0; times < 2; times++)
          expect(await ask('private', { cookie }), cookie).toMatchObject({ body: { userId: 'ada' } });
      }
    }
    const many = Array.from({ length: 50 }, (_, at) => `access=junk${at}`).join('; ');
    expect(await ask('private', { cookie: `${many}; access=${token}` })).toMatchObject({ status: 401 });
  });

  it('ignore the cookie of a request for which the application says that none counts', async () => {
    const headers = { cookie: `access=${token}`, 'x-cookies': 'off' };
    expect(await ask('private', headers)).toMatchObject({ status: 401 });
    expect(await ask('greeting', { ...headers, 'x-session': 's1' })).toMatchObject({
      body: { hello: 'eve' },
    });
  });

  describe('@RequireRecentLogin', () => {
    const bearerOf = async (secondsAgo: number) => {
      const subject = { userId: 'ada', roles: ['admin'], authenticatedAt: Date.now() / 1000 - secondsAgo };
      const issued = await auth.app.get(AccessTokenIssuer).issue({ ...subject, familyId: 'family' });
      return { authorization: `Bearer ${issued.token}` };
    };

    it('lets a fresh login through, asks an older one to sign in again, and a guest to sign in', async () => {
      expect(await ask('sensitive', await bearerOf(30))).toMatchObject({ status: 200 });
      expect(await ask('sensitive', await bearerOf(90))).toMatchObject({
        status: 403,
        body: { title: 'Please sign in again' },
      });
      expect(await ask('sensitive')).toMatchObject({ status: 401 });
    });

    it('and @Roles close while it cannot be known who was signed out; other routes go on', async () => {
      const bearer = await bearerOf(1);
      auth.revocations.upToDate = false;
      try {
        for (const path of ['sensitive', 'admin'])
          expect(await ask(path, bearer)).toMatchObject({
            status: 503,
            body: { title: 'Not possible right now' },
          });
        expect(await ask('private', bearer)).toMatchObject({ status: 200 });
      } finally {
        auth.revocations.upToDate = true;
      }
      expect(await ask('admin', bearer)).toMatchObject({ status: 200 });
    });
  });

  it('take a session', async () => {
    expect(await ask('private', { 'x-session': 's1' })).toMatchObject({
      body: { userId: 'eve', via: 'session' },
    });
    expect(await ask('greeting', { 'x-session': 's1' })).toMatchObject({ body: { hello: 'eve' } });
  });

  it.each([
    ['Bearer junk', 'Bearer error="invalid_token"'],
    ['Bearer', 'Bearer error="invalid_token"'],
    ['Bearer a b', 'Bearer error="invalid_token"'],
    ['Basic YWRhOmNvcnJlY3Q=', 'Bearer'],
    ['Bearertoken', 'Bearer'],
    ['', 'Bearer'],
  ])(
    'refuse the Authorization %j with the challenge %s, beside a good session and on public routes too',
    async (authorization, challenge) => {
      for (const path of ['private', 'public', 'greeting']) {
        const answer = await ask(path, { authorization, 'x-session': 's1', cookie: `access=${token}` });
        expect(answer).toMatchObject({ status: 401, challenge });
      }
    },
  );

  it.each(['Bearer  ', 'bearer ', 'BEARER     '])('take a Bearer token after %j', async (scheme) => {
    expect(await ask('private', { authorization: scheme + token })).toMatchObject({ status: 200 });
  });

  it('take a junk cookie for no identity, and look at the session', async () => {
    const cookie = 'access=junk';
    expect(await ask('private', { cookie })).toMatchObject({ status: 401 });
    expect(await ask('greeting', { cookie })).toMatchObject({ body: { hello: 'guest' } });
    expect(await ask('greeting', { cookie, 'x-session': 's1' })).toMatchObject({ body: { hello: 'eve' } });
  });

  it('say 401 before 403', async () => {
    expect(await ask('admin')).toMatchObject({ status: 401 });
    expect(await ask('public-admin')).toMatchObject({ status: 401 });
    expect(await ask('admin', { authorization: `Bearer ${token}` })).toMatchObject({ status: 403 });
    expect(await ask('admin', { 'x-session': 's1' })).toMatchObject({ status: 200 });
  });

  it('refuse at once what was revoked, remembered or not', async () => {
    const headers = { authorization: `Bearer ${token}` };
    const { body } = await ask('private', headers);
    await auth.revocations.revokeToken((body as Principal).tokenId ?? '', now + 300);
    expect(await ask('private', headers)).toMatchObject({ status: 401 });
    expect(await ask('private', headers)).toMatchObject({ status: 401 });
  });

  it('refuse a session that began before its user’s not-before time, and have it discarded', async () => {
    auth.sessions.known.set('old', { userId: 'old', roles: [], authenticatedAt: now });
    await auth.revocations.revokeUser('old', now + 1, now + 300);
    expect(await ask('private', { 'x-session': 'old' })).toMatchObject({ status: 401 });
    expect(auth.sessions.discarded).toContain('old');
    auth.sessions.known.set('old', { userId: 'old', roles: [], authenticatedAt: now + 1 });
    expect(await ask('private', { 'x-session': 'old' })).toMatchObject({ status: 200 });
  });

  it('refuse a session whose login was ended', async () => {
    auth.sessions.known.set('on', { userId: 'ada', roles: [], authenticatedAt: now, familyId: 'login' });
    expect(await ask('private', { 'x-session': 'on' })).toMatchObject({ body: { familyId: 'login' } });
    await auth.revocations.revokeFamily('login', now + 300);
    expect(await ask('private', { 'x-session': 'on' })).toMatchObject({ status: 401 });
  });

  it('never take a visitor whose session cannot be read for a guest', async () => {
    auth.sessions.failure = new ServiceUnavailableException();
    expect(await ask('private')).toMatchObject({ status: 503 });
    expect(await ask('greeting')).toMatchObject({ status: 503 });
    expect(await ask('public-admin')).toMatchObject({ status: 503 });
    expect(await ask('public')).toMatchObject({ status: 200 });
    expect(await ask('private', { authorization: `Bearer ${token}` })).toMatchObject({ status: 200 });
  });

  it('check a login, and leave who was signed in before', async () => {
    const ada = { email: 'ada@example.org', password: 'correct horse' };
    expect(await logIn(ada)).toMatchObject({ status: 200, body: { account: 'ada', before: null } });
    expect(await logIn(ada, { 'x-session': 's1' })).toMatchObject({
      body: { account: 'ada', before: 'eve' },
    });
  });

  it('answer a wrong password and an unknown account alike', async () => {
    const wrong = await logIn({ email: 'ada@example.org', password: 'battery staple' });
    expect(wrong).toMatchObject({ status: 401, challenge: 'Bearer' });
    expect(await logIn({ email: 'bob@example.org', password: 'battery staple' })).toEqual(wrong);
    expect(await logIn({ email: 'ada@example.org', password: 'x'.repeat(2000) })).toEqual(wrong);
  });

  it('ask for both fields as text, in the body', async () => {
    const ada = { email: 'ada@example.org', password: 'correct horse' };
    for (const body of [
      {},
      { email: ada.email },
      { ...ada, password: { $ne: '' } },
      { ...ada, email: [ada.email] },
    ]) {
      expect(await logIn(body)).toMatchObject({
        status: 400,
        body: { title: 'Email and password are needed' },
      });
    }
    const query = await fetch(`${auth.url}/login?${new URLSearchParams(ada).toString()}`, { method: 'POST' });
    expect(query.status).toBe(400);
  });

  it('renew a hash of other parameters at login', async () => {
    const passwordHash = await hash('old password', { memoryCost: 128, timeCost: 1 });
    auth.users.change('old', { email: 'old@example.org', passwordHash });
    for (let time = 0; time < 2; time += 1) {
      expect(await logIn({ email: 'old@example.org', password: 'old password' })).toMatchObject({
        status: 200,
      });
      expect(auth.users.accounts.get('old')?.passwordHash).toContain('m=64,t=1');
    }
  });

  it('renew a bcrypt hash at login, and let the user in although that fails', async () => {
    const email = 'migrated@example.org';
    auth.users.change('migrated', { email, passwordHash: await bcrypt('old password', 4) });
    const save = vi.spyOn(auth.users, 'savePasswordHash').mockRejectedValueOnce(new Error('read-only'));
    expect(await logIn({ email, password: 'old password' })).toMatchObject({ status: 200 });
    expect(auth.users.accounts.get('migrated')?.passwordHash).toMatch(/^\$2b\$/);
    expect(await logIn({ email, password: 'old password' })).toMatchObject({ status: 200 });
    expect(auth.users.accounts.get('migrated')?.passwordHash).toMatch(/^\$argon2id\$/);
    save.mockRestore();
    auth.users.change('migrated', { email, passwordHash: 'garbage' });
    expect(await logIn({ email, password: 'old password' })).toMatchObject({ status: 401 });
  });

  it('keep two applications of one process apart', async () => {
    const other = await startAuthApp(platform, signingKey('other'));
    try {
      expect(await ask('private', { authorization: `Bearer ${token}` })).toMatchObject({ status: 200 });
      const there = await fetch(`${other.url}/private`, { headers: { authorization: `Bearer ${token}` } });
      expect(there.status).toBe(401);
    } finally {
      await other.app.close();
    }
  });
});

it('sensitive routes close within seconds of a Redis that is gone, other routes go on, and all is open when it is back', async () => {
  const server = await RedisServer.start();
  const revocations = new RedisRevocationList(server.connect({ enableOfflineQueue: false }), {
    retentionSeconds: 3600,
  });
  const auth = await startAuthApp('fastify', key, { revocations });
  const subject = { userId: 'ada', roles: ['admin'], authenticatedAt: Date.now() / 1000, familyId: 'family' };
  const { token } = await auth.app.get(AccessTokenIssuer).issue(subject);
  const status = async (path: string) =>
    (await fetch(`${auth.url}/${path}`, { headers: { authorization: `Bearer ${token}` } })).status;
  for (const path of ['admin', 'sensitive', 'private']) expect(await status(path)).toBe(200);
  await server.kill();
  await vi.waitFor(async () => expect(await status('admin')).toBe(503), { timeout: 5000, interval: 50 });
  expect(await status('sensitive')).toBe(503);
  expect(await status('private')).toBe(200);
  await server.restart();
  await vi.waitFor(async () => expect(await status('admin')).toBe(200), { timeout: 5000, interval: 50 });
  await auth.app.close();
  await server.stop();
});
