import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPERIMENTS } from '../src/experiments/catalogue.js';
import type { Findings } from '../src/report/findings.js';
import { labOptions } from '../src/laboratory/lab-options.js';
import { Laboratory } from '../src/laboratory/laboratory.js';
import { modelled } from '../src/experiments/model.js';

/** What the subject teaches: the verdicts that an experiment must come to, by what they claim. */
const SIGNS: Record<string, string[]> = {
  continuity: ['broken (any + memory) loses', 'every other pair keeps'],
  failover: [
    'sticky loses exactly the dead replica’s visitors',
    'external loses no cart',
    'stateless loses no cart',
    'hybrid loses no cart',
    'broken, the control',
  ],
  balance: ['sticky is less even than any', 'predicts the busiest replica within 10 %', 'after growing'],
  timeout: ['a long affinity is less even', 'a short idle time ends sessions', 'holds more sessions'],
  consistency: ['states on the server lose no', 'broken, the control', 'the sealed cookie loses'],
  revocation: ['JWT alone is revoked late', 'refuse within half a second'],
  cost: [
    'near cache removes store reads',
    'sealed cookies and tokens cost bytes',
    'do not grow with the replicas',
  ],
  sockets: [
    'long polling fails where any',
    'long polling holds where',
    'a WebSocket alone holds everywhere',
    'come back elsewhere',
  ],
  encryption: ['a dump shows no secret', 'the same search finds'],
};

/** Minutes of load: by TEST_FULL=1 alone. */
const LONG = new Set(['balance', 'timeout', 'cost', 'sockets']);
const FULL = process.env['TEST_FULL'] === '1';
const played = Object.entries(SIGNS).filter(([name]) => FULL || !LONG.has(name));

describe('the experiments, in short', () => {
  let laboratory: Laboratory;
  const found = new Map<string, Findings>();
  beforeAll(() => {
    laboratory = new Laboratory(labOptions({ short: true }));
  });
  afterAll(() => laboratory?.stop());

  it.each(played)('%s comes out as the subject teaches', async (name, signs) => {
    const findings = await EXPERIMENTS.find((experiment) => experiment.name === name)!.run(laboratory);
    found.set(name, findings);
    expect(findings.verdicts.filter(({ holds }) => !holds)).toEqual([]);
    for (const sign of signs)
      expect(findings.verdicts.map(({ claim }) => claim)).toContainEqual(expect.stringContaining(sign));
    for (const { rows, columns } of findings.tables)
      for (const row of rows) expect(row).toHaveLength(columns.length);
  });

  it.runIf(FULL)('the model goes on with what was measured', () => {
    const { verdicts, tables } = modelled(1, found.get('cost')!.figures!);
    expect(verdicts.filter(({ holds }) => !holds)).toEqual([]);
    expect(tables[0]!.rows).toHaveLength(15);
  });
});
