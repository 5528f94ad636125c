import { describe, expect, it } from 'vitest';
import { SessionValueError } from '../session.errors.js';
import { jsonCodec } from './session-codec.js';

class Money {
  constructor(readonly cents: number) {}
}

const circular: Record<string, unknown> = {};
circular['self'] = [circular];

describe('jsonCodec', () => {
  const validate = (value: unknown) => () => jsonCodec.validate!('cart', value);

  it.each([
    ['a Map', new Map(), 'a Map'],
    ['a Set', new Set(), 'a Set'],
    ['a BigInt', 1n, 'a BigInt'],
    ['NaN', NaN, 'NaN'],
    ['Infinity', -Infinity, '-Infinity'],
    ['a Buffer', Buffer.from('x'), 'a Buffer'],
    ['a typed array', new Float32Array(1), 'a Float32Array'],
    ['an invalid Date', new Date(NaN), 'an invalid Date'],
    ['an instance of a class', new Money(1), 'a Money'],
    ['a function', () => 1, 'a function'],
    ['a symbol', Symbol('x'), 'a symbol'],
  ])('refuses %s with the name of the key', (_name, value, what) => {
    expect(validate(value)).toThrow(SessionValueError);
    expect(validate(value)).toThrow(
      `The session key "cart" holds ${what}, which JSON cannot keep: store plain data.`,
    );
    expect(validate({ lines: [{ 'unit price': value }] })).toThrow(
      `The session key "cart" holds ${what} (cart.lines[0].unit price), which JSON`,
    );
  });

  it('refuses undefined in an array, where JSON makes it null, and holes', () => {
    expect(validate([1, undefined])).toThrow('holds undefined (cart[1])');
    expect(validate(new Array(1))).toThrow('holds undefined (cart[0])');
  });

  it('refuses a circular structure, and accepts one value in two places', () => {
    expect(validate(circular)).toThrow('holds a circular reference (cart.self[0])');
    const line = { sku: 'a' };
    expect(validate([line, line, { line }])).not.toThrow();
  });

  it('refuses what a toJSON returns, if JSON would lose it', () => {
    expect(validate({ toJSON: () => ({ total: 1n }) })).toThrow('holds a BigInt (cart.total)');
  });

  it.each([
    ['text', 'x'],
    ['null', null],
    ['nested plain data', { lines: [{ sku: 'a', price: 1.5, gift: false, note: null }] }],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: [1] })],
  ])('accepts %s, and gives it back unchanged', (_name, value) => {
    expect(validate(value)).not.toThrow();
    expect(jsonCodec.decode(jsonCodec.encode({ cart: value }))).toEqual({ cart: value });
  });

  it('accepts values with toJSON, such as a Date, and leaves out undefined properties', () => {
    const value = { since: new Date(0), url: new URL('http://x/'), note: undefined };
    expect(validate(value)).not.toThrow();
    expect(jsonCodec.decode(jsonCodec.encode(value))).toEqual({
      since: '1970-01-01T00:00:00.000Z',
      url: 'http://x/',
    });
  });
});
