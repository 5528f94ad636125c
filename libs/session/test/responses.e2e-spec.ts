import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { SessionCommittedError } from '../src/session.errors.js';
import { exchange } from './raw-client.js';
import { events, type Platform } from './response-app.js';
import { get, SESSION, ResponseTests } from './response-tests.js';

describe.each<Platform>(['express', 'fastify'])('responses with sessions on %s', (platform) => {
  const tests = new ResponseTests(platform);

  it('stores the change of a returned value before the response', async () => {
    const { status, body, cookies } = await tests.request('/value');
    expect({ status, body, cookies }).toEqual({
      status: 200,
      body: '{"a":1}',
      cookies: [expect.stringMatching(SESSION)],
    });
    expect([...tests.app.sessions.stored.values()]).toEqual(['kept']);
    expect(tests.app.sessions.commits).toBe(1);
  });

  it('answers 500 to a header with invalid characters', async () => {
    expect((await tests.request('/invalid-header')).status).toBe(500);
  });

  it.each(['/answer-then-throw', '/answer-then-throw-later', '/two-answers'])(
    'sends the first response of %s',
    async (path) => {
      const { status, body, cookies } = await tests.request(path);
      expect({ status, body, cookies }).toEqual({
        status: 200,
        body: '{"a":1}',
        cookies: [expect.stringMatching(SESSION)],
      });
    },
  );

  it('sends the response of a handler that also returns a value', async () => {
    const { status, body, cookies } = await tests.request('/answer-and-value');
    expect({ status, body }).toEqual({ status: 200, body: 'first' });
    expect(cookies).toEqual([expect.stringMatching(SESSION)]);
  });

  it('logs a write after the end, which would end the process of a plain server', async () => {
    expect((await tests.request('/write-after-end')).body).toBe('first');
    expect(tests.app.sessions.errors).toMatchObject([{ code: 'ERR_STREAM_WRITE_AFTER_END' }]);
  });

  it('shows a guard a response that was sent, and is not finished', async () => {
    const [[looks], { status, body }] = await Promise.all([once(events, 'looks'), tests.request('/guarded')]);
    expect(looks).toEqual({ headersSent: true, writableEnded: true, finished: false });
    expect({ status, body }).toEqual({ status: 200, body: 'first' });
  });

  it('redirects with the cookie', async () => {
    const { status, headers, cookies } = await tests.request('/redirect');
    expect({ status, location: headers.get('location') }).toEqual({ status: 302, location: '/elsewhere' });
    expect(cookies).toEqual([expect.stringMatching(SESSION)]);
  });

  it.each([
    ['/events', /data: one/],
    ['/raw', /^raw$/],
    ['/raw-without-hijack', /^raw$/],
    ['/file', /^ab$/],
    ['/filtered', /^short and stout$/],
  ])('stores a change before the first byte of %s', async (path, body) => {
    const response = await tests.request(path);
    expect(response.body).toMatch(body);
    expect(response.cookies).toEqual([expect.stringMatching(SESSION)]);
    expect([...tests.app.sessions.stored.values()]).toEqual(['kept']);
  });

  it('refuses a change after the first byte', async () => {
    const [[error], { body }] = await Promise.all([once(events, 'late'), tests.request('/late')]);
    expect(error).toBeInstanceOf(SessionCommittedError);
    expect(body).toBe('first byte');
  });

  it.each(['/own-cookie', '/own-cookies'])(
    "keeps the handler's cookie beside the session's on %s",
    async (path) => {
      expect((await tests.request(path)).cookies).toEqual(['theme=dark', expect.stringMatching(SESSION)]);
    },
  );

  it('answers once where an interceptor gave up on the handler', async () => {
    const unanswered = vi.fn();
    events.once('unanswered', unanswered);
    const { responses } = await exchange(tests.app.port, get('/timed-out') + get('/alive'), {
      methods: ['GET', 'GET'],
    });
    expect(responses.map(({ status, complete }) => [status, complete])).toEqual([
      [500, true],
      [200, true],
    ]);
    expect(responses[0]!.head).toContain('Set-Cookie: session=');
    await new Promise((resolve) => setTimeout(resolve, 25));
    expect(unanswered).not.toHaveBeenCalled();
  });

  it('sends a stream of 3 MB in full', async () => {
    const response = await fetch(`${tests.app.url}/large`);
    const body = Buffer.from(await response.arrayBuffer());
    expect(body).toHaveLength(3_000_000);
    expect(body.every((byte, at) => byte === Math.floor(at / 10_000) % 256)).toBe(true);
  });

  it('answers HEAD and 204 without a body', async () => {
    const bytes = `HEAD /head HTTP/1.1\r\nHost: test\r\n\r\nPOST /empty HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n${get('/alive')}`;
    const { responses } = await exchange(tests.app.port, bytes, { methods: ['HEAD', 'POST', 'GET'] });
    expect(responses.map(({ status }) => status)).toEqual([200, 204, 200]);
    expect(responses.map(({ head }) => head.includes('Set-Cookie: session='))).toEqual([true, true, false]);
    tests.failing();
    const failed = await exchange(tests.app.port, bytes, { methods: ['HEAD', 'POST', 'GET'] });
    expect(failed.responses.map(({ status, complete }) => [status, complete])).toEqual([
      [503, true],
      [503, true],
      [200, true],
    ]);
  });

  it('sends informational responses at once and without the cookie', async () => {
    const { responses } = await exchange(tests.app.port, get('/hints', 'Expect: 100-continue\r\n'), {
      methods: ['GET'],
    });
    expect(responses.map(({ status }) => status)).toEqual([100, 103, 200]);
    expect(responses.map(({ head }) => head.includes('Set-Cookie'))).toEqual([false, false, true]);
    expect(responses[2]).toMatchObject({ trailers: 'X-Sum: abc', complete: true });
    expect(responses[2]!.body.toString()).toBe('body');
  });
});
