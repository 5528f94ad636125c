import { expect, it } from 'vitest';
import type { Run } from '../laboratory/run-experiments.js';
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
