import { expect, test } from 'vitest';
import { routePrefix } from './base-path';

test.each([
  ['/', ''],
  ['/products/pears', ''],
  ['/s', ''],
  ['/search', ''],
  ['/s/abc_DEF-123/', '/s/abc_DEF-123'],
  ['/s/abc/products/pears', '/s/abc'],
  ['/s/abc', '/s/abc'],
  ['/products/s/abc/', ''],
  ['/s/has space/', ''],
  [`/s/${'a'.repeat(65)}/`, ''],
])('%s is routed by "%s"', (pathname, prefix) => {
  expect(routePrefix(pathname)).toBe(prefix);
});
