import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { requestPath, withSession } from './session-transport.js';

describe('requestPath', () => {
  it.each([
    ['/api/cart', '/api/cart'],
    ['/api/cart?next=/assets', '/api/cart'],
    ['/%61pi/cart', '/api/cart'],
    ['/caf%C3%A9', '/café'],
    ['/api%2Fcart', '/api%2Fcart'],
    ['/%zz/%61pi', '/%zz/%61pi'],
    ['/api?%zz', '/api'],
    ['http://shop.example/%61pi/cart?a=1', '/api/cart'],
    ['http://shop.example', '/'],
    ['http://shop.example?a=/b', '/'],
    ['*', '*'],
  ])('of %s is %s', (target, path) => {
    expect(requestPath(target)).toBe(path);
  });
});

describe('withSession', () => {
  it('refuses a response of HTTP/2, which cannot be held', () => {
    const request = { headers: {} } as IncomingMessage;
    const end = vi.fn();
    const writeHead = vi.fn(() => ({ end }));
    const response = { writeHead } as unknown as ServerResponse;
    const [create, logError, handle] = [vi.fn(), vi.fn(), vi.fn()];
    withSession({ create, logError }, request, response, { target: '/', secure: true }, handle);
    expect(writeHead).toHaveBeenCalledWith(500, expect.anything());
    expect(logError.mock.calls[0]![0]).toMatchObject({
      message: expect.stringMatching(/^Sessions need HTTP\/1.1/),
    });
    expect([create.mock.calls, handle.mock.calls]).toEqual([[], []]);
  });
});
