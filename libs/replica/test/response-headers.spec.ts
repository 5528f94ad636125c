import type { INestApplication } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Draining, Readiness } from '../src/index.js';
import { listen, platforms } from './example-app.js';

describe.each(platforms)('a replica on %s', (platform) => {
  let app: INestApplication;
  let url: string;

  beforeAll(async () => {
    app = await listen(platform, { id: 'shop-1', delistSeconds: 0 });
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  it.each([
    ['/state', 200],
    ['/unknown', 404],
    ['/broken', 500],
  ])('says who answered at %s', async (path, status) => {
    const response = await fetch(url + path, { headers: { 'X-Request-Id': 'given-by-balancer' } });
    expect(response.status).toBe(status);
    expect(response.headers.get('x-served-by')).toBe('shop-1');
    expect(response.headers.get('x-request-id')).toBe('given-by-balancer');
  });

  it('says so on a stream that a handler writes by itself', async () => {
    const response = await fetch(`${url}/stream`);
    expect(response.headers.get('x-served-by')).toBe('shop-1');
    await response.body?.cancel();
  });

  it('is ready once started', () => {
    expect(app.get(Readiness).state).toBe('ready');
  });
});

describe.each(platforms)('draining on %s', (platform) => {
  it('is one and the same, however often it is asked for', async () => {
    const app = await listen(platform, { id: 'shop-1', delistSeconds: 0 });
    const draining = app.get(Draining);
    expect(draining.drain()).toBe(draining.drain());
    await draining.drain();
    await app.close();
  });

  it('goes on past a stream that cannot be closed', async () => {
    const app = await listen(platform, { id: 'shop-1', delistSeconds: 0 });
    const draining = app.get(Draining);
    draining.register(() => Promise.reject(new Error('stuck')));
    await expect(draining.drain()).resolves.toBeUndefined();
    await app.close();
  });

  it('forgets a stream that ended by itself', async () => {
    const app = await listen(platform, { id: 'shop-1', delistSeconds: 0 });
    let closed = 0;
    const unregister = app.get(Draining).register(() => void closed++);
    unregister();
    await app.get(Draining).drain();
    expect(closed).toBe(0);
    await app.close();
  });
});
