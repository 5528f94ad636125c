import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { withCircuitBreaker } from '../src/circuit-breaker/index.js';
import { RedisSessionStore, type SessionStore } from '../src/index.js';
import { nearCached } from '../src/near-cache/index.js';
import { RedisServer } from './redis-server.js';
import { Browser, startSessionApp, type Platform, type SessionApp } from './session-app.js';
import { FaultyProxy } from './faulty-proxy.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const keys = `a:${randomBytes(32).toString('base64')}`;

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.stop());

const kinds = (['fastify', 'express'] as const).flatMap((platform): [Platform, boolean][] => [
  [platform, false],
  [platform, true],
]);

describe.each(kinds)('sessions on %s with a slow Redis, near cache %s', (platform, near) => {
  let proxy: FaultyProxy;
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
    const store = near ? await armed(new RedisSessionStore({ redis })) : new RedisSessionStore({ redis });
    app = await startSessionApp({ store: withCircuitBreaker(store), keys }, platform);
    browser = new Browser(app);
    await browser.send('POST', '/note', { note: 'mine' });
  });
  afterEach(async () => {
    await app.close();
    await proxy.close();
  });

  it('are read, written and destroyed while each command takes 200 ms', async () => {
    proxy.delayMs = 200;
    expect(await browser.send('GET', '/session')).toMatchObject({ status: 200, body: { note: 'mine' } });
    expect((await browser.send('POST', '/note', { note: 'new' })).status).toBe(201);
    expect((await browser.send('POST', '/items', { item: 'a' })).status).toBe(201);
    const copy = browser.copy();
    expect((await browser.send('GET', '/session')).body).toMatchObject({ note: 'new', items: ['a'] });
    expect((await browser.send('DELETE', '/session')).status).toBe(204);
    expect((await copy.send('GET', '/session')).body).not.toHaveProperty('note');
  });

  it('answer 503 to routes that need them while commands time out, and work within 2 s of the end', async () => {
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

async function armed(store: RedisSessionStore): Promise<SessionStore> {
  const near = nearCached(store);
  await vi.waitFor(() => expect(near.statistics.armed).toBe(true), 3000);
  return near;
}
