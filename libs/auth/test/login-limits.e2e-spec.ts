import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PasswordHasher, RedisAttemptStorage } from '../src/index.js';
import { type AuthApp, startAuthApp } from './auth-app.js';
import { RedisServer } from './redis-server.js';
import { signingKey } from './signing-key.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const key = signingKey('first');
const PER_ACCOUNT = 6;
const PER_ADDRESS = 20;

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.stop());

describe.each(['fastify', 'express'] as const)(
  'the limits of logins, over three replicas on %s',
  (platform) => {
    let replicas: AuthApp[];
    let next = 0;
    beforeEach(async () => {
      await server.connect().flushall();
      replicas = [];
      for (let number = 0; number < 3; number++) replicas.push(await start(platform, server));
    });
    afterEach(() => Promise.all(replicas.map(({ app }) => app.close())));

    /** Tries a password at one replica after the other. @returns the status */
    async function logIn(email: string, password: string, address = '10.0.0.1') {
      const response = await fetch(`${replicas[next++ % 3]!.url}/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ email, password }),
      });
      return { status: response.status, body: (await response.json()) as { detail: string } };
    }
    const statuses = async (tries: Promise<{ status: number }>[]) => {
      const counts: Record<number, number> = {};
      for (const { status } of await Promise.all(tries)) counts[status] = (counts[status] ?? 0) + 1;
      return counts;
    };

    it('try no more wrong passwords than allowed, however many come at once', async () => {
      const guesses = Array.from({ length: 100 }, (_, at) => logIn('ada@example.org', `guess ${at}`));
      expect(await statuses(guesses)).toEqual({ 401: PER_ACCOUNT, 429: 100 - PER_ACCOUNT });
      const refused = await logIn('ADA@example.org ', 'correct horse');
      expect(refused.status).toBe(429);
      expect(refused.body.detail).toMatch(/^Try again in \d+ seconds\.$/);
    });

    it('leave the owner in, who comes from elsewhere', async () => {
      await Promise.all(Array.from({ length: 30 }, (_, at) => logIn('ada@example.org', `guess ${at}`)));
      expect((await logIn('ada@example.org', 'correct horse', '10.0.0.2')).status).toBe(200);
    });

    it('bound an address that tries one password on many accounts, and no other address', async () => {
      const guesses = Array.from({ length: 60 }, (_, at) => logIn(`user-${at}@example.org`, 'password'));
      expect(await statuses(guesses)).toEqual({ 401: PER_ADDRESS, 429: 60 - PER_ADDRESS });
      expect((await logIn('user-1@example.org', 'password', '10.0.0.2')).status).toBe(401);
    });

    it('count no login that succeeds, and none that was not tried', async () => {
      for (let time = 0; time < 30; time++) {
        expect((await logIn('ada@example.org', 'correct horse')).status).toBe(200);
        expect((await logIn('ada@example.org', undefined as unknown as string)).status).toBe(400);
      }
    });

    it.each([
      ['written in full', (at: number) => `2001:db8:1:2:${at.toString(16)}::1`],
      ['abbreviated', (at: number) => `2001:db8::${(at + 1).toString(16)}`],
      ['IPv4 in two notations', (at: number) => (at % 2 ? '192.0.2.1' : '::ffff:192.0.2.1')],
    ])('count the addresses of one client as one: %s', async (_, address) => {
      const guesses = Array.from({ length: 20 }, (_, at) =>
        logIn('ada@example.org', `guess ${at}`, address(at)),
      );
      expect(await statuses(guesses)).toEqual({ 401: PER_ACCOUNT, 429: 20 - PER_ACCOUNT });
      expect((await logIn('ada@example.org', 'correct horse', '2001:db8:1:3::1')).status).toBe(200);
    });
  },
);

it('without Redis each of three replicas allows a third', async () => {
  const gone = await RedisServer.start();
  const auth = await start('fastify', gone);
  await gone.kill();
  const tries = [];
  for (let at = 0; at < 10; at++) {
    const response = await fetch(`${auth.url}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.org', password: `guess ${at}` }),
    });
    tries.push(response.status);
  }
  expect(tries.filter((status) => status === 401)).toHaveLength(PER_ACCOUNT / 3);
  expect(tries.filter((status) => status === 429)).toHaveLength(10 - PER_ACCOUNT / 3);
  await auth.app.close();
  await gone.stop();
});

async function start(platform: 'fastify' | 'express', redis: RedisServer): Promise<AuthApp> {
  const client = redis.connect({ enableOfflineQueue: false });
  await once(client, 'ready');
  const auth = await startAuthApp(platform, key, {
    loginLimits: {
      perAccount: PER_ACCOUNT,
      perAddress: PER_ADDRESS,
      storage: new RedisAttemptStorage(client, { replicas: 3 }),
    },
  });
  const passwordHash = await auth.app.get(PasswordHasher).hash('correct horse');
  auth.users.change('ada', { email: 'ada@example.org', passwordHash });
  return auth;
}

it('asks Redis nothing more about a client over its limit', async () => {
  const storage = new RedisAttemptStorage(server.connect(), { replicas: 3 });
  const observer = server.connect();
  const commands = async () =>
    Number(/total_commands_processed:(\d+)/.exec(await observer.info('stats'))?.[1] ?? NaN);
  for (let hit = 0; hit < 3; hit++) await storage.increment('flood', 60_000, 2);
  const before = await commands();
  for (let hit = 0; hit < 100; hit++)
    expect(await storage.increment('flood', 60_000, 2)).toMatchObject({ isBlocked: true });
  // The observer's own.
  expect((await commands()) - before).toBeLessThan(5);
  await storage.takeBack('flood');
  await storage.takeBack('flood');
  expect(await storage.increment('flood', 60_000, 2)).toMatchObject({ isBlocked: false });
});
