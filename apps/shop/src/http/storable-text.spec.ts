import { describe, expect, it } from 'vitest';
import { findUnstorable } from './storable-text.js';

describe('findUnstorable', () => {
  it.each([undefined, null, 1, '', 'a line\n\t', 'Grüße 👋🏽', ['a', { b: '\u{1F600}' }], { '👋': 'a' }])(
    'takes %j',
    (value) => expect(findUnstorable(value)).toBeUndefined(),
  );

  it.each([
    ['a\0', []],
    ['\uD83D', []],
    ['\uDC4B\uD83D', []],
    [{ email: 'a\0@example.com' }, ['email']],
    [{ address: { lines: ['a', 'b\uDFFF'] } }, ['address', 'lines', '1']],
    [{ a: { 'b\0': 1 } }, ['a']],
    [{ '\uD800': 1 }, []],
  ])('refuses %j and says where', (value, path) => {
    expect(findUnstorable(value)?.path).toEqual(path);
  });

  it('reads a body nested as deep as the limit of a body allows', () => {
    const depth = 100_000;
    const body: unknown = JSON.parse(`${'['.repeat(depth)}"\\u0000"${']'.repeat(depth)}`);
    expect(findUnstorable(body)?.path).toHaveLength(depth);
  });
});
