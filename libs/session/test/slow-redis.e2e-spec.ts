import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyRing, RedisSessionStore, StoredSessions } from '../src/index.js';
import { RedisServer } from './redis-server.js';
import { Browser, startSessionApp, type Platform, type SessionApp } from './session-app.js';
import { FaultyProxy } from './faulty-proxy.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const keys = new KeyRing([{ id: 'a', secret: randomBytes(32) }]);

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.stop());

const kinds = (['fastify', 'express'] as const).flatMap((platform): [Platform, boolean][] => [
  [platform, false],
  [platform, true],
]);

describe.each(kinds)('sessions on %s whose Redis is slow, near cache %s', (platform, near) => {
  let proxy: FaultyProxy;
  let store: RedisSessionStore;
  let app: SessionApp;
  let browser: Browser;
  beforeEach(async () => {
    proxy = await FaultyProxy.to(server.socket);
    const redis = server.connect({
      path: proxy.path,
      enableOfflineQueue: false,
      // Twice the delay of the first test: what is measured is the answer, not how busy the machine is.
      commandTimeout: 400,
      retryStrategy: () => 50,
    });
    await once(redis, 'ready');
    store = new RedisSessionStore({ redis, near: near ? {} : undefined });
    if (near) await vi.waitFor(() => expect(store.nearCache!.armed).toBe(true), 3000);
    app = await startSessionApp(new StoredSessions({ store, keys }), platform);
    browser = new Browser(app);
    await browser.send('POST', '/note', { note: 'mine' });
  });
  afterEach(async () => {
    await app.close();
    store.close();
    await proxy.close();
  });

  it('answer, read and write, while each command takes 200 ms', async () => {
    proxy.delayMs = 200;
    expect(await browser.send('GET', '/session')).toMatchObject({ status: 200, body: { note: 'mine' } });
    expect((await browser.send('POST', '/note', { note: 'new' })).status).toBe(201);
    expect((await browser.send('POST', '/items', { item: 'a' })).status).toBe(201);
    const copy = browser.copy();
    expect((await browser.send('GET', '/session')).body).toMatchObject({ note: 'new', items: ['a'] });
    expect((await browser.send('DELETE', '/session')).status).toBe(204);
    expect((await copy.send('GET', '/session')).body).not.toHaveProperty('note');
  });

  it('answer 503 where they are needed and 200 where not while it takes longer than it may, and are back within 2 s', async () => {
    proxy.delayMs = 700;
    for (let at = 0; at < 7; at++) {
      const answer = await browser.send('GET', '/session');
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect((await browser.send('GET', '/none')).status).toBe(200);
    }
    proxy.delayMs = 0;
    await vi.waitFor(
      async () =>
        expect(await browser.send('GET', '/session')).toMatchObject({ status: 200, body: { note: 'mine' } }),
      { timeout: 2000, interval: 20 },
    );
  });
});
