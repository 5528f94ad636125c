import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { requestIdOf } from './request-id.js';

const requestWith = (id?: string | string[]) =>
  ({ headers: { 'x-request-id': id } }) as unknown as IncomingMessage;

describe('requestIdOf', () => {
  it.each(['6f1ed002ab5595859014ebf0951522d9', 'a.b-c_d1', 'x'.repeat(128)])('takes over %s', (id) => {
    expect(requestIdOf(requestWith(id))).toBe(id);
  });

  it.each([
    undefined,
    '',
    'short',
    'x'.repeat(129),
    'line\nbreak-1234',
    'semi;colon-1234',
    ['one-two-three', 'x'],
  ])('makes its own where it is given %j', (id) => {
    expect(requestIdOf(requestWith(id))).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('stays the same for one request and differs between two', () => {
    const request = requestWith();
    expect(requestIdOf(request)).toBe(requestIdOf(request));
    expect(requestIdOf(request)).not.toBe(requestIdOf(requestWith()));
  });
});
