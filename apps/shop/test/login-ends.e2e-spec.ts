import { setTimeout as delay } from 'node:timers/promises';
import { PasswordHasher } from '@app/auth';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { Visitor } from '../../lab/src/client/visitor.js';
import { PrismaService } from '../src/database/prisma.service.js';
import { RedisService } from '../src/redis/redis.service.js';
import { ShopApp } from './shop-app.js';

const statusOf = async (visitor: Visitor) => (await visitor.request('/api/auth/me')).status;

describe('a login that only the database says has ended', () => {
  const env = { LAB: 'off', SHOP_STATE: 'memcached', SHOP_ROUTING: 'any' };
  let prisma: PrismaService;
  let shop: ShopApp;
  beforeAll(async () => {
    prisma = new PrismaService({ databaseUrl: inject('databaseUrl'), replicaId: 'test' });
    shop = await ShopApp.start(env);
  });
  afterAll(async () => {
    await shop.stop();
    await prisma.$disconnect();
  });

  it('is refused within half a second, in a state that cannot list, and after a restart at once', async () => {
    const visitor = await shop.customer();
    const copy = await visitor.jar.getCookieString(shop.url);
    expect(await statusOf(visitor)).toBe(200);
    await prisma.user.updateMany({ where: { email: visitor.email }, data: { tokensNotBefore: new Date() } });
    await delay(500);
    expect(await statusOf(visitor)).toBe(401);

    const restarted = await ShopApp.start({ ...env, REPLICA_ID: 'shop-2' });
    try {
      const thief = restarted.visitor({ cookie: copy });
      expect(await statusOf(thief)).toBe(401);
    } finally {
      await restarted.stop();
    }
  });

  it('ignores planted cookies of the state token and of the lab', async () => {
    const visitor = await shop.customer();
    const answer = await shop.visitor().send('POST', '/api/auth/token', {
      email: visitor.email,
      password: 'correct horse battery staple',
    });
    const { access_token: token, refresh_token: refresh } = (await answer.json()) as Record<
      'access_token' | 'refresh_token',
      string
    >;
    const planted = shop.visitor();
    await planted.setCookie('access_test', token);
    expect(await statusOf(planted)).toBe(401);
    // Without the lab no cookie chooses the state.
    await planted.setCookie('lab_state_test', 'token');
    await planted.setCookie('lab_routing_test', 'url');
    await planted.setCookie('refresh_test', refresh);
    expect(await statusOf(planted)).toBe(401);
    expect((await planted.request('/api/auth/refresh', { method: 'POST' })).status).toBe(401);
    await visitor.setCookie('lab_state_test', 'memory');
    expect(await statusOf(visitor)).toBe(200);
    expect(
      (await planted.request('/api/auth/me', { headers: { authorization: `Bearer ${token}` } })).status,
    ).toBe(200);
  });
});

describe('in the lab', () => {
  let shop: ShopApp;
  beforeAll(async () => {
    shop = await ShopApp.start({ LAB: 'on', SHOP_STATE: 'memory' });
  });
  afterAll(() => shop.stop());

  it('a logout ends tokens whose mode was lost', async () => {
    const visitor = shop.visitor();
    const choose = (state: string) => visitor.send('PUT', '/api/lab/mode', { state });
    await choose('token');
    const email = `${crypto.randomUUID()}@example.com`;
    const account = { email, password: 'correct horse battery staple', name: 'Ada' };
    expect((await visitor.send('POST', '/api/auth/register', account)).status).toBe(201);
    const copy = await visitor.jar.getCookieString(shop.url);
    await visitor.setCookie('lab_state_test', '');
    expect((await visitor.send('POST', '/api/auth/logout', {})).status).toBe(204);
    expect(await visitor.cookie('refresh_test')).toBeFalsy();
    const thief = shop.visitor({ cookie: copy });
    expect(await statusOf(thief)).toBe(401);
    expect((await thief.request('/api/auth/refresh', { method: 'POST' })).status).toBe(401);
  });

  it.each(['log out', 'log in as another user'])(
    'a session whose mode was lost ends when they %s',
    async (act) => {
      const visitor = shop.visitor();
      await visitor.send('PUT', '/api/lab/mode', { state: 'redis' });
      const register = () =>
        visitor.send('POST', '/api/auth/register', {
          email: `${crypto.randomUUID()}@example.com`,
          password: 'correct horse battery staple',
          name: 'Ada',
        });
      expect((await register()).status).toBe(201);
      const copy = await visitor.jar.getCookieString(shop.url);
      await visitor.setCookie('lab_state_test', '');
      if (act === 'log out') expect((await visitor.send('POST', '/api/auth/logout', {})).status).toBe(204);
      else expect((await register()).status).toBe(201);
      expect(await visitor.cookie('session_redis_test')).toBeFalsy();
      expect(await statusOf(shop.visitor({ cookie: copy }))).toBe(401);
    },
  );

  it('a refresh token in a cookie counts in the state token only', async () => {
    const visitor = shop.visitor();
    await visitor.send('PUT', '/api/lab/mode', { state: 'token' });
    const email = `${crypto.randomUUID()}@example.com`;
    await visitor.send('POST', '/api/auth/register', {
      email,
      password: 'correct horse battery staple',
      name: 'Ada',
    });
    const refresh = async () => (await visitor.request('/api/auth/refresh', { method: 'POST' })).status;
    expect(await refresh()).toBe(200);
    await visitor.setCookie('lab_state_test', '');
    expect(await refresh()).toBe(401);
  });

  it('a logout with the login cookie of another user, but without its MAC, ends nothing', async () => {
    const owner = await shop.customer();
    const [id] = (await owner.cookie('login_test'))!.split('.');
    for (const value of [id, `${id}.`, `${id}.${'A'.repeat(22)}`]) {
      const stranger = shop.visitor({ cookie: `login_test=${value}` });
      expect((await stranger.send('POST', '/api/auth/logout', {})).status).toBe(204);
    }
    expect(await statusOf(owner)).toBe(200);
    const cookie = `login_test=${await owner.cookie('login_test')}`;
    expect((await shop.visitor({ cookie }).send('POST', '/api/auth/logout', {})).status).toBe(204);
    await expect.poll(() => statusOf(owner), { timeout: 10_000 }).toBe(401);
  });

  it.each(['token', 'redis', 'memory'])(
    'in %s, a change of the password that is under way at a logout signs nobody in',
    async (state) => {
      const visitor = await shop.customer();
      expect((await visitor.send('PUT', '/api/lab/mode', { state })).status).toBe(200);
      const cookie = await visitor.jar.getCookieString(shop.url);
      const hasher = shop.app.get(PasswordHasher);
      const hash = hasher.hash.bind(hasher);
      let goOn!: () => void;
      const held = new Promise<void>((resolve) => (goOn = resolve));
      const begun = new Promise<void>((resolve) => {
        vi.spyOn(hasher, 'hash').mockImplementationOnce(async (password) => {
          resolve();
          await held;
          return hash(password);
        });
      });
      const page = shop.visitor({ cookie });
      const body = { current: 'correct horse battery staple', next: 'another horse battery' };
      const change = page.send('POST', '/api/auth/password', body);
      await begun;
      expect((await visitor.send('POST', '/api/auth/logout', {})).status).toBe(204);
      goOn();
      expect((await change).status).toBeLessThan(500);
      // Only what the change itself has set.
      const after = Object.assign(shop.visitor(), { jar: page.jar });
      await after.setCookie('lab_state_test', state);
      expect(await statusOf(after)).toBe(401);
    },
  );

  it('a login ends once, however often its cookie comes back', async () => {
    const visitor = await shop.customer();
    const [id] = (await visitor.cookie('login_test'))!.split('.');
    const cookie = await visitor.jar.getCookieString(shop.url);
    for (let at = 0; at < 5; at++)
      expect((await shop.visitor({ cookie }).send('POST', '/api/auth/logout', {})).status).toBe(204);
    const entries = await shop.app.get(RedisService).client.xrange('auth:revocations', '-', '+');
    expect(entries.filter(([, fields]) => fields.join().includes(id!))).toHaveLength(1);
  });

  it('a Bearer token does not become a session', async () => {
    const owner = await shop.customer();
    const answer = await owner.send('POST', '/api/auth/token', {
      email: owner.email,
      password: 'correct horse battery staple',
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const thief = shop.visitor();
    await thief.send('PUT', '/api/lab/mode', { state: 'redis' }, { authorization: `Bearer ${token}` });
    expect(await statusOf(thief)).toBe(401);
  });
});
