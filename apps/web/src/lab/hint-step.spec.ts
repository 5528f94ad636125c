import { expect, test } from 'vitest';
import { hintStep } from './hint-step';

test('leads from a cart that is lost to one that stays', () => {
  const steps = [
    { broken: false, goods: 0, lost: false },
    { broken: true, goods: 0, lost: false },
    { broken: true, goods: 1, lost: false },
    { broken: true, goods: 0, lost: true },
    { broken: false, goods: 0, lost: true },
    { broken: false, goods: 1, lost: true },
  ].map(hintStep);
  expect(new Set(steps).size).toBe(6);
  expect(steps[0]).toContain('“Broken”');
  expect(steps[3]).toContain('“External”');
  expect(steps[5]).toContain('It stays');
});
