import { expect, it } from 'vitest';
import type { Run } from './run.js';
import { withSizes } from './sizes.js';
import { tradeOffs } from './trade-offs.js';

const run: Run = {
  experiment: 'failover',
  question: 'Who loses what?',
  date: '2030-01-02T03:04:05.000Z',
  machine: '2 cores',
  seed: 9,
  short: false,
  seconds: 12.5,
  findings: {
    tables: [{ title: 'Losses', columns: ['mode', 'lost'], rows: [['sticky', 10]] }],
    verdicts: [
      { claim: 'sticky loses', holds: true, evidence: '10 of 30' },
      { claim: 'nothing fails', holds: false, evidence: '3 failed' },
    ],
    insight: ['Ten were lost.', 'Keep state outside.'],
  },
};

it('writes down what was found, what did not hold, on what machine, and how to repeat it', () => {
  const document = tradeOffs([run]);
  expect(document).toContain('| mode | lost |\n| --- | --: |\n| sticky | 10 |');
  expect(document).toContain('- ✓ sticky loses (10 of 30)');
  expect(document).toContain('- ✗ does not hold: nothing fails (3 failed)');
  expect(document).toContain('Ten were lost. Keep state outside.');
  expect(document).toContain('Machine: 2 cores.');
  expect(document).toContain('`npm run lab -- failover --seed 9` (this one: 2030-01-02, 12.5 s)');
});

it('keeps the sections of experiments that were not run again', () => {
  const before = tradeOffs([run, { ...run, experiment: 'cost', machine: '4 cores' }]);
  const after = tradeOffs([{ ...run, experiment: 'cost', seed: 10 }], before);
  expect(after.match(/^## [\w-]+/gm)).toEqual(['## failover', '## cost']);
  expect(after).toContain('`npm run lab -- failover --seed 9`');
  expect(after).toContain('`npm run lab -- cost --seed 10`');
  expect(after).not.toContain('`npm run lab -- cost --seed 9`');
  expect(after).toContain('Machine: 2 cores; 4 cores.');
});

it('puts the sizes of the model into the page about deploying', () => {
  const rows = ['sticky', 'external', 'stateless'].flatMap((mode, at) =>
    [1e4, 1e5, 1e6, 1e7].map((sessions) => [mode, sessions, sessions / 200, 3 + at, sessions * 4e-7, 7]),
  );
  const model = {
    ...run,
    experiment: 'model',
    findings: { ...run.findings, tables: [{ title: '', columns: [], rows }] },
  };
  const page = 'Sizes\n\n<!-- npm run lab -- report -->\n\nyesterday’s\n\n<!-- end -->\n\nmore';
  const after = withSizes(page, [model]);
  expect(after).toContain('| 10,000 | 50 | 4 | 3 | 5 | 4 MB | 7 |');
  expect(after).toMatch(/^Sizes[^]*<!-- end -->\n\nmore$/);
  expect(after).not.toContain('yesterday’s');
  expect(withSizes(page, [run])).toBe(page);
});
