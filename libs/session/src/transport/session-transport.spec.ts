import { describe, expect, it } from 'vitest';
import { requestPath } from './session-transport.js';

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
