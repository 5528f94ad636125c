import type { INestApplication } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemorySessionStore } from '../../src/index.js';
import { Browser } from '../session-app.js';
import { outage, start } from './express-compatible-app.js';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

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
    outage.on = true;
    expect((await login('ada')).status).toBe(503);
    expect((await new Browser({ url: await app.getUrl() }).send('POST', '/login/ada')).status).toBe(503);
    outage.on = false;
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
