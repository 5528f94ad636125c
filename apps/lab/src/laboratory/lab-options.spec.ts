import { expect, it } from 'vitest';
import { LauncherError } from '../processes/launcher-error.js';
import { readLabOptions } from './lab-options.js';

it('reads what is to run, and fills in the rest', () => {
  expect(readLabOptions(['failover', '--seed', '7', '--short'])).toMatchObject({
    names: ['failover'],
    options: { seed: 7, short: true, replicas: 3, rate: 100 },
  });
  expect(readLabOptions(['failover', '--help']).names).toEqual([]);
});

it.each([
  ['--rate', '9999999'],
  ['--routing', 'magic'],
  ['--nothing', '1'],
])('refuses %s %s in one sentence', (...args) => {
  expect(() => readLabOptions(args)).toThrow(LauncherError);
});
