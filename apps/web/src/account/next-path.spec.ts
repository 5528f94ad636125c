import { expect, test } from 'vitest';
import { nextPath } from './next-path';

test.each([
  ['/checkout', '/checkout'],
  ['/orders/7?placed', '/orders/7?placed'],
  [null, '/'],
  ['', '/'],
  ['checkout', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
])('next=%s goes to %s', (asked, path) => {
  expect(nextPath(asked)).toBe(path);
});
