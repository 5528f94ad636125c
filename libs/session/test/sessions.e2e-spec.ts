import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  KeyRing,
  MemorySessionStore,
  RedisSessionStore,
  jsonCodec,
  type SessionModuleOptions,
} from '../src/index.js';
import { messagePackCodec } from '../src/message-pack/index.js';
import { SealedSessions } from '../src/sealed/index.js';
import { RedisServer } from './redis-server.js';
import { Browser, startSessionApp, type Platform, type SessionApp } from './session-app.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const keys = new KeyRing([{ id: 'a', secret: randomBytes(32) }]);
const userId = (data: { userId?: string }) => data.userId;

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis.stop());

const backends: [string, () => SessionModuleOptions][] = [
  ['memory', () => ({ store: new MemorySessionStore(), keys, encrypt: false, userId })],
  ['redis', () => ({ store: new RedisSessionStore({ redis: redis.connect() }), keys, userId })],
  ['sealed cookie', () => ({ backend: new SealedSessions({ keys }) })],
];

const onBoth = backends.flatMap(([name, create]) =>
  (['fastify', 'express'] as const).map((platform): [string, Platform, () => SessionModuleOptions] => [
    name,
    platform,
    create,
  ]),
);

describe.each(onBoth)('sessions in %s, on %s', (name, platform, createBackend) => {
  let app: SessionApp;
  let browser: Browser;
  beforeAll(async () => {
    app = await startSessionApp(createBackend(), platform);
  });
  afterAll(() => app.close());
  beforeEach(() => {
    browser = new Browser(app);
  });

  it('sets no cookie for a visitor who stores nothing', async () => {
    for (const url of ['/none', '/session']) expect((await browser.send('GET', url)).setCookies).toEqual([]);
  });

  it('keeps what was assigned, in a cookie with the right attributes', async () => {
    const { setCookies } = await browser.send('POST', '/note', { note: 'hello' });
    expect(setCookies).toMatchObject([{ name: 'session', httpOnly: true, sameSite: 'lax', path: '/' }]);
    expect((await browser.send('GET', '/session')).body).toMatchObject({ note: 'hello', version: 1 });
  });

  it('prefixes the cookie and makes it secure over TLS', async () => {
    const overTls = { 'x-forwarded-proto': 'https' };
    const { setCookies } = await browser.send('POST', '/note', { note: 'x' }, overTls);
    expect(setCookies).toMatchObject([{ name: '__Host-session', secure: true, path: '/' }]);
    expect(setCookies[0]).not.toHaveProperty('domain');
    expect((await browser.send('GET', '/session', undefined, overTls)).body).toMatchObject({ note: 'x' });
    expect((await browser.send('GET', '/session')).body).toMatchObject({ version: 0 });
  });

  it('uses the cookie that names a live session, wherever others of its name stand', async () => {
    const isSealed = name === 'sealed cookie';
    await browser.send('POST', '/note', { note: 'mine' });
    const replaced = browser.cookies.get('session')!;
    await browser.send('POST', '/login');
    const current = browser.cookies.get('session')!;
    const unknown = `g${'a'.repeat(22)}.${'b'.repeat(43)}`;
    for (const values of [
      ['junk', current],
      [unknown, current],
      [current, unknown],
      ['', unknown, current],
      // A sealed cookie stays valid when a login replaces it.
      ...(isSealed ? [] : [[replaced, current]]),
    ]) {
      const cookie = values.map((value) => `session=${value}`).join('; ');
      const read = await new Browser(app).send('GET', '/session', undefined, { cookie });
      expect(read.body, cookie).toMatchObject({ note: 'mine', userId: 'ada' });
      const written = await new Browser(app).send('POST', '/items', { item: 'tea' }, { cookie });
      expect([written.status, written.setCookies.length]).toEqual([201, isSealed ? 1 : 0]);
    }
  });

  it.each(['/fail', '/redirect', '/stream'])('commits before the answer of %s goes out', async (url) => {
    await browser.send('POST', url);
    expect((await browser.send('GET', '/session')).body?.['note']).toMatch(/kept|redirected|streamed/);
  });

  it('leaves a long stream whole', async () => {
    expect((await browser.send('GET', '/stream')).body?.['text']).toHaveLength(2_000_000);
  });

  it('does not let a handler change behind its back what others may share', async () => {
    await browser.send('POST', '/items', { item: 'a' });
    expect((await browser.send('POST', '/mutate')).status).toBe(500);
    expect((await browser.send('GET', '/session')).body?.['items']).toEqual(['a']);
  });

  it('writes nothing where nothing changed', async () => {
    await browser.send('POST', '/note', { note: 'same' });
    expect((await browser.send('POST', '/note', { note: 'same' })).setCookies).toEqual([]);
    expect((await browser.send('GET', '/session')).body).toMatchObject({ version: 1 });
  });

  it('changes the id at login and keeps the data', async () => {
    await browser.send('POST', '/items', { item: 'a' });
    const before = browser.cookies.get('session');
    await browser.send('POST', '/login');
    expect(browser.cookies.get('session')).not.toBe(before);
    expect((await browser.send('GET', '/session')).body).toMatchObject({ userId: 'ada', items: ['a'] });
  });

  it('ends the session in the browser at logout', async () => {
    await browser.send('POST', '/login');
    expect((await browser.send('DELETE', '/session')).setCookies).toMatchObject([
      { name: 'session', maxAge: 0 },
    ]);
    expect((await browser.send('GET', '/session')).body).not.toHaveProperty('userId');
  });

  it.each([
    ['nothing', ''],
    ['not of the form', 'x'],
    ['half of the form', 'g.x'],
    ['of the form', `g${'a'.repeat(22)}.${'b'.repeat(43)}`],
    ['escaped', '%00'],
    ['far too long', 'a'.repeat(5000)],
  ])('never adopts an id that it did not issue: %s', async (_form, forged) => {
    browser.cookies.set('session', forged);
    expect(await browser.send('GET', '/session')).toMatchObject({
      status: 200,
      setCookies: [],
      body: { version: 0 },
    });
    await browser.send('POST', '/note', { note: 'mine' });
    expect(browser.cookies.get('session')).not.toBe(forged);
  });
});

describe.each(onBoth.slice(0, 4))('stored sessions in %s, on %s', (_name, platform, createBackend) => {
  let app: SessionApp;
  let browser: Browser;
  beforeAll(async () => {
    app = await startSessionApp(createBackend(), platform);
  });
  afterAll(() => app.close());
  beforeEach(() => {
    browser = new Browser(app);
  });

  it('loses no item that many tabs add at once', async () => {
    await browser.send('POST', '/items', { item: 'first' });
    const items = Array.from({ length: 40 }, (_, at) => `item ${at}`);
    const answers = await Promise.all(items.map((item) => browser.copy().send('POST', '/items', { item })));
    expect(answers.map(({ status }) => status)).toEqual(items.map(() => 201));
    expect((await browser.send('GET', '/session')).body?.['items']).toHaveLength(41);
  });

  it('refuses the id that a login or logout ended', async () => {
    await browser.send('POST', '/items', { item: 'a' });
    const thief = browser.copy();
    await browser.send('POST', '/login');
    expect((await thief.send('GET', '/session')).body).toMatchObject({ version: 0 });
    const second = browser.copy();
    await browser.send('DELETE', '/session');
    expect((await second.send('GET', '/session')).body).toMatchObject({ version: 0 });
  });

  it('changes the id by itself when the user changes', async () => {
    await browser.send('POST', '/login');
    const thief = browser.copy();
    await browser.send('POST', '/become');
    expect((await browser.send('GET', '/session')).body).toMatchObject({ userId: 'grace' });
    expect((await thief.send('GET', '/session')).body).toMatchObject({ version: 0 });
  });
});

describe.each(['fastify', 'express'] as const)('sessions whose store is unavailable, on %s', (platform) => {
  it('answer 503 where the session is needed and 200 where it is not, and still clear the cookie at logout', async () => {
    const server = await RedisServer.start();
    const client = server.connect({ enableOfflineQueue: false, commandTimeout: 250 });
    const app = await startSessionApp(
      { store: new RedisSessionStore({ redis: client }), keys, userId },
      platform,
    );
    const browser = new Browser(app);
    await new Promise((ready) => client.once('ready', ready));
    await browser.send('POST', '/login');
    server.process.kill('SIGSTOP');
    expect((await browser.send('GET', '/none')).status).toBe(200);
    expect((await browser.send('GET', '/session')).status).toBe(503);
    expect((await browser.send('POST', '/note', { note: 'x' })).status).toBe(503);
    server.process.kill('SIGCONT');
    expect((await browser.send('GET', '/session')).body).toMatchObject({ userId: 'ada' });
    server.process.kill('SIGSTOP');
    expect(await new Browser(app).send('POST', '/note', { note: 'x' })).toMatchObject({
      status: 503,
      setCookies: [],
    });
    for (const path of ['/redirect', '/stream', '/fail'])
      expect((await new Browser(app).send('POST', path)).status).toBe(503);
    server.process.kill('SIGCONT');
    await app.close();
    await server.stop();
  });
});

describe('what lies in Redis', () => {
  it.each([jsonCodec, messagePackCodec])('shows no data and no id in a dump of all of it', async (codec) => {
    const server = await RedisServer.start('--rdbcompression', 'no');
    const client = server.connect();
    const store = new RedisSessionStore({ redis: client });
    const app = await startSessionApp({ store, keys, userId, codec });
    const browsers = Array.from({ length: 20 }, () => new Browser(app));
    for (const [at, browser] of browsers.entries()) {
      await browser.send('POST', '/set', { key: 'userId', value: `ada-${at}@example.com` });
      await browser.send('POST', '/note', { note: 'a secret wish' });
      await browser.send('POST', '/items', { item: 'Apples of the Altes Land' });
    }
    await client.save();
    const dump = (await readFile(join(server.directory, 'dump.rdb'))).toString('latin1');
    // So that the dump is known to be readable, and to have them all.
    expect(dump.match(/s:\{u[\w-]{22}\}:/g)).toHaveLength(20);
    const ids = browsers.flatMap((browser) => browser.cookies.get('session')!.split('.')[1]!);
    for (const secret of ['ada-', 'example.com', 'userId', 'secret wish', 'note', 'Apples', ...ids])
      expect(dump).not.toContain(secret);
    await app.close();
    await server.stop();
  });
});
