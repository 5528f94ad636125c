import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { SessionValueError } from '../session.errors.js';
import { jsonCodec } from '../codec/session-codec.js';
import { messagePackCodec } from './index.js';

describe('messagePackCodec', () => {
  const roundTrip = (value: unknown) => messagePackCodec.decode(messagePackCodec.encode(value));

  it.each<[string, unknown]>([
    [
      'a Map',
      new Map<unknown, unknown>([
        ['a', 1],
        [2, { deep: new Map([['b', new Set([1])]]) }],
      ]),
    ],
    ['an empty Map', new Map()],
    ['a Set', new Set(['a', 1])],
    ['a Date', new Date(1_700_000_000_123)],
    ['a Date before 1970', new Date(-1_234_567_891)],
    ['a BigInt', [5n, -(2n ** 63n), 2n ** 100n]],
    ['numbers', [NaN, -Infinity, 1.5, 2 ** 53 - 1, -1, 0]],
    ['a Buffer', Buffer.from([0, 255, 1])],
    ['typed arrays', [new Uint8Array([1, 2]), new Float64Array([1.5]), new Uint8Array([3]).buffer]],
    ['undefined', { a: undefined, b: [undefined] }],
    [
      'many objects of different shapes',
      Array.from({ length: 300 }, (_, at) => ({ [`k${at}`]: { [`${at}`]: at } })),
    ],
    ['a long dictionary', Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`key ${at}`, at]))],
    ['long text', 'ä€😀'.repeat(5000)],
  ])('keeps %s', (_name, value) => {
    expect(() => messagePackCodec.validate!('cart', value)).not.toThrow();
    expect(roundTrip({ data: { cart: value } })).toStrictEqual({ data: { cart: value } });
  });

  it.each<[string, unknown]>([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a RegExp', /x/g],
    ['an Error', new Error('x')],
    ['a Money', new (class Money {})()],
  ])('refuses %s with the name of the key', (what, value) => {
    const validate = (inside: unknown) => () => messagePackCodec.validate!('cart', inside);
    expect(validate(value)).toThrow(SessionValueError);
    expect(validate(value)).toThrow(`The session key "cart" holds ${what}, which MessagePack cannot keep`);
    expect(validate(new Map([['a', new Set([value])]]))).toThrow(`holds ${what} (cart[1][0])`);
  });

  it('decodes binary data into memory of its own', () => {
    const bytes = messagePackCodec.encode({ a: Buffer.from('abc'), b: new Uint16Array([7]) });
    const { a, b } = messagePackCodec.decode(bytes) as { a: Buffer; b: Uint16Array };
    a[0] = 0;
    b[0] = 0;
    expect(messagePackCodec.decode(bytes)).toEqual({ a: Buffer.from('abc'), b: new Uint16Array([7]) });
  });

  it('reads what the JSON codec wrote, and what the first edition wrote', () => {
    const value = { data: { cart: { lines: [{ sku: 'a', since: 'x' }] } } };
    expect(messagePackCodec.decode(jsonCodec.encode(value))).toEqual(value);
    const dated = { data: { since: new Date(5), cart: value } };
    expect(messagePackCodec.decode(new Packr({ useRecords: false }).pack(dated))).toEqual(dated);
  });
});
