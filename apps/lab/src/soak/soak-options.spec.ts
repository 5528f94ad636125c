import { expect, it } from 'vitest';
import { LauncherError } from '../processes/launcher-error.js';
import { readSoakOptions } from './soak-options.js';

it('reads how long and from which seed, and fills in the rest', () => {
  expect(readSoakOptions(['--minutes', '2', '--seed', '7'])).toEqual({
    minutes: 2,
    seed: 7,
    replicas: 3,
    rate: 60,
    faults: 'all',
    kills: 200,
    pauses: 100,
  });
  expect(readSoakOptions(['--help'])).toBeUndefined();
});

it.each([
  ['--minutes', 'long'],
  ['--rate', '999999'],
  ['--faults', 'none'],
  ['--kills', '0'],
  ['--nothing', '1'],
])('refuses %s %s in one sentence', (...args) => {
  expect(() => readSoakOptions(args)).toThrow(LauncherError);
});
