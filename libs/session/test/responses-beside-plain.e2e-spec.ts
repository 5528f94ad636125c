import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { exchange, type RawResponse } from './raw-client.js';
import { startPair, type ServerPair } from './response-servers.js';

vi.setConfig({ testTimeout: 60_000 });

const tick = () => new Promise((resolve) => process.nextTick(resolve));

/** Rare ways to answer, which the random programs do not know. */
const HANDLERS: Record<string, (raw: ServerResponse) => unknown> = {
  appendHeader: (raw) => raw.appendHeader('X-A', '1').appendHeader('Set-Cookie', ['a=1', 'b=2']).end('x'),
  setHeaders: (raw) => {
    const cookies = ['a=1', 'b=2'];
    raw.setHeaders(new Map<string, string | string[]>([['x-a', '1'], ['set-cookie', cookies]])); // prettier-ignore
    raw.end('x');
  },
  'writeHead with names and values in turn': (raw) =>
    raw.writeHead(200, 'Fine', ['X-A', '1', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2']).end('x'),
  'writeHead after setHeader': (raw) => raw.setHeader('X-A', '1').writeHead(200, ['X-B', '2']).end('x'),
  statusMessage: (raw) => Object.assign(raw, { statusMessage: 'Fine Thing' }).end('x'),
  strictContentLength: (raw) => {
    raw.strictContentLength = true;
    raw.setHeader('Content-Length', 3).write('a');
    raw.end('bc');
  },
  writeProcessing: (raw) => {
    raw.writeProcessing();
    raw.end('x');
  },
  'writeEarlyHints with a callback': (raw) =>
    raw.writeEarlyHints({ link: ['</a.css>; rel=preload', '</b.css>; rel=preload'] }, () => raw.end('x')),
  'trailers as pairs': (raw) => {
    raw.write('a');
    if (raw.chunkedEncoding) raw.addTrailers([['X-Sum', '1'], ['X-Two', '2']]); // prettier-ignore
    raw.end('b');
  },
  '204 with a body': (raw) => raw.writeHead(204).end('x'),
  '304 with an ETag': (raw) => raw.writeHead(304, { ETag: '"a"' }).end(),
  'an upgrade that is refused': (raw) =>
    raw.writeHead(426, { Upgrade: 'websocket', Connection: 'Upgrade' }).end('x'),
  'a socket that is assigned again': (raw) => {
    const socket = raw.socket!;
    raw.detachSocket(socket);
    raw.assignSocket(socket);
    raw.end('x');
  },
  'callbacks of writes': (raw) =>
    new Promise((resolve) => {
      raw.write('a', () => raw.write('b', () => raw.end('c', () => resolve(undefined))));
    }),
  'drain after a megabyte': async (raw) => {
    for (let at = 0; at < 12; at++)
      if (!raw.write(Buffer.alloc(100_000, at))) await new Promise((resolve) => raw.once('drain', resolve));
    raw.end();
  },
  'flushHeaders twice': async (raw) => {
    raw.flushHeaders();
    raw.flushHeaders();
    await tick();
    raw.end('x');
  },
  'cork and uncork': async (raw) => {
    raw.cork();
    raw.writeHead(200, { 'X-A': '1' }).write('a');
    await tick();
    raw.uncork();
    raw.end('b');
  },
  encodings: (raw) => {
    raw.write('616263', 'hex');
    raw.write('caf\u00e9', 'latin1');
    raw.end('YWJj', 'base64');
  },
  'a header in Latin-1': (raw) =>
    raw.setHeader('Content-Disposition', 'attachment; filename="\u00e9.txt"').end(Buffer.from('\u00e9')),
  'no chunks': (raw) => {
    raw.useChunkedEncodingByDefault = false;
    raw.write('x');
    raw.end('y');
  },
  'no keep-alive': (raw) => Object.assign(raw, { shouldKeepAlive: false }).end('x'),
  'a timeout of the response': (raw) => void raw.setTimeout(10, () => raw.end('late')),
};

const REQUESTS: Record<string, (next: string) => string> = {
  'HTTP/1.1': (next) => `GET /run HTTP/1.1\r\nHost: test\r\n\r\n${next}`,
  'HTTP/1.0': () => 'GET /run HTTP/1.0\r\nHost: test\r\n\r\n',
  HEAD: (next) => `HEAD /run HTTP/1.1\r\nHost: test\r\n\r\n${next}`,
  // Node reads no further request after it.
  'Connection: Upgrade': () =>
    'GET /run HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
};

describe.each(['express', 'fastify'] as const)('a rare response with a session, on %s', (platform) => {
  let pair: ServerPair;
  beforeAll(async () => {
    pair = await startPair(platform);
  });
  afterAll(() => pair.close());

  it.each(Object.keys(HANDLERS))('is what the plain framework sends: %s', async (name) => {
    for (const request of Object.values(REQUESTS)) {
      const bytes = request('GET /next HTTP/1.1\r\nHost: test\r\n\r\n');
      const methods = bytes.startsWith('HEAD')
        ? ['HEAD', 'GET']
        : bytes
            .split(' HTTP/')
            .slice(1)
            .map(() => 'GET');
      pair.program = {
        method: 'GET',
        version: '1.1',
        headers: [],
        commit: 'slow cookie',
        compression: 'none',
        hijack: true,
        abortAfterMs: undefined,
        steps: [{ do: 'call', handler: HANDLERS[name]! }],
      };
      const plain = await exchange(pair.plain, bytes, { methods, silenceMs: 10_000 });
      const held = await exchange(pair.sessions, bytes, { methods, silenceMs: 10_000 });
      expect(held.responses.map(shown)).toEqual(plain.responses.map(shown));
      const cookies = held.responses.map(({ head }) => head.split('Set-Cookie: session=abc').length - 1);
      const first = held.responses.findIndex(({ status }) => status >= 200);
      expect(cookies).toEqual(held.responses.map((_response, at) => (at === first ? 1 : 0)));
    }
  });
});

/** Returns a response without what two servers send differently. */
function shown({ head, body, trailers, complete }: RawResponse) {
  const own = head.replace(/\r\n(Date|date|Set-Cookie: session)[^\r]*/g, '');
  return { head: own, body: body.toString('latin1').slice(0, 100), bytes: body.length, trailers, complete };
}
