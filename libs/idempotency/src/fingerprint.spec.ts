import { BadRequestException } from '@nestjs/common';
import { expect, it } from 'vitest';
import { fingerprint } from './fingerprint.js';

const of = (json: string) => fingerprint([JSON.parse(json)]);

it.each([
  ['{"a":1,"b":{"c":2,"d":[{"e":1,"f":2}]}}', '{"b":{"d":[{"f":2,"e":1}],"c":2},"a":1.0}'],
  ['{"a":"\\u0041"}', '{ "a" : "A" }'],
  ['{"__proto__":1,"b":2}', '{"b":2,"__proto__":1}'],
])('is the same for %s and %s', (one, other) => {
  expect(of(one)).toBe(of(other));
});

it.each([
  ['[1,2]', '[2,1]'],
  ['{"a":1}', '{"a":"1"}'],
  ['{"a":null}', '{}'],
  ['{"__proto__":1}', '{"__proto__":2}'],
])('is another for %s and %s', (one, other) => {
  expect(of(one)).not.toBe(of(other));
});

it('refuses what is nested too deeply to compare', () => {
  expect(() => of(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toThrow(BadRequestException);
});
