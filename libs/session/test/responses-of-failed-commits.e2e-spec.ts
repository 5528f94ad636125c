import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { exchange } from './raw-client.js';
import { events, type Platform } from './response-app.js';
import { get, ResponseTests } from './response-tests.js';

describe.each<Platform>(['express', 'fastify'])('responses of failed commits on %s', (platform) => {
  const tests = new ResponseTests(platform);

  it.each(['/cacheable', '/value', '/events', '/redirect', '/answer-then-throw'])(
    'answers a failed commit of %s with headers of its own',
    async (path) => {
      tests.failing();
      const { status, headers, body, cookies } = await tests.request(path);
      expect(JSON.parse(body)).toMatchObject({ status: 503, title: 'Session store unavailable' });
      expect(cookies).toEqual([]);
      expect(status).toBe(503);
      // Nest's event streams set `Connection` themselves, so that Node adds no `Keep-Alive`.
      const { vary: _vary, 'keep-alive': _keepAlive, ...own } = Object.fromEntries(headers);
      expect(own).toEqual({
        'cache-control': 'no-store',
        'content-type': 'application/problem+json; charset=utf-8',
        'content-length': String(Buffer.byteLength(body)),
        'retry-after': '1',
        connection: 'keep-alive',
        date: expect.any(String) as string,
      });
    },
  );

  it('lets a page on another origin read that a commit failed', async () => {
    tests.failing();
    const { status, headers } = await tests.request('/cross-origin');
    expect(status).toBe(503);
    expect(headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect([headers.get('vary'), headers.get('x-own')]).toEqual(['Origin', null]);
  });

  it('keeps the order of pipelined requests, and the connection after a failed commit', async () => {
    tests.failing();
    const bytes = get('/cacheable') + get('/note') + get('/value') + get('/alive');
    const { responses } = await exchange(tests.app.port, bytes, { methods: ['GET', 'GET', 'GET', 'GET'] });
    expect(responses.map(({ status, complete }) => [status, complete])).toEqual([
      [503, true],
      [200, true],
      [503, true],
      [200, true],
    ]);
  });

  it('destroys the source of a stream whose commit failed', async () => {
    tests.failing();
    const [, { status }] = await Promise.all([
      once(events, 'source closed'),
      tests.request('/failing-stream'),
    ]);
    expect(status).toBe(503);
  });
});
