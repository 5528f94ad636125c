import { expect, test } from 'vitest';
import { formatMoney } from './money';

test.each([
  [299, 'EUR', 'en-IE', '€2.99'],
  [5, 'EUR', 'en-IE', '€0.05'],
  [123456, 'EUR', 'en-IE', '€1,234.56'],
  [299, 'JPY', 'en-US', '¥299'],
  [1500, 'KWD', 'en-US', 'KWD 1.500'],
  [0, 'USD', 'en-US', '$0.00'],
])('%d minor units of %s in %s', (minorUnits, currency, locale, text) => {
  expect(formatMoney(minorUnits, currency, locale).replaceAll('\u00a0', ' ')).toBe(text);
});
