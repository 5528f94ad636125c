import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CHECKOUT } from '../checkout.js';
import type { Experiment, Findings } from '../experiments/experiment.js';
import { machine } from '../report/machine.js';
import { svgChart } from '../report/svg-chart.js';
import { textTable } from '../report/text-table.js';
import { writeTradeOffs } from '../report/trade-offs.js';
import type { Laboratory } from './laboratory.js';

/** One experiment's findings, and under what circumstances they were made. */
export interface Run {
  readonly experiment: string;
  readonly question: string;
  readonly date: string;
  readonly machine: string;
  readonly seed: number;
  /** How long it took, in seconds. */
  readonly seconds: number;
  readonly findings: Findings;
}

/**
 * Runs experiments one after the other, prints what they find, and writes JSON and SVG to `.data/lab`.
 * @param asDocument whether docs/trade-offs.md is written as well
 * @returns whether every verdict holds
 */
export async function runExperiments(
  laboratory: Laboratory,
  experiments: readonly Experiment[],
  asDocument: boolean,
): Promise<boolean> {
  const runs: Run[] = [];
  for (const experiment of experiments) {
    const began = performance.now();
    laboratory.progress(experiment.question);
    const findings = await experiment.run(laboratory);
    const run: Run = {
      experiment: experiment.name,
      question: experiment.question,
      date: new Date().toISOString(),
      machine: machine(),
      seed: laboratory.options.seed,
      seconds: Math.round((performance.now() - began) / 100) / 10,
      findings,
    };
    runs.push(run);
    print(run);
    const folder = join(CHECKOUT, '.data', 'lab');
    save(join(folder, `${run.experiment}.json`), `${JSON.stringify(run, null, 2)}\n`);
    for (const chart of findings.charts ?? []) save(join(folder, `${chart.name}.svg`), svgChart(chart));
  }
  if (laboratory.options.json) save(laboratory.options.json, `${JSON.stringify(runs, null, 2)}\n`);
  if (asDocument)
    for (const file of writeTradeOffs(runs)) console.log(`written: ${relative(CHECKOUT, file)}`);
  const verdicts = runs.flatMap(({ findings }) => findings.verdicts);
  const held = verdicts.filter(({ holds }) => holds).length;
  console.log(`${held} of ${verdicts.length} verdicts hold`);
  return held === verdicts.length;
}

function print({ experiment, question, seconds, findings }: Run): void {
  console.log(`\n== ${experiment}: ${question} (${seconds} s)\n`);
  for (const table of findings.tables) console.log(`${textTable(table)}\n`);
  for (const { claim, holds, evidence } of findings.verdicts)
    console.log(`${holds ? 'holds' : 'FAILS'}  ${claim}: ${evidence}`);
  console.log(`\n${findings.insight.join(' ')}\n`);
}

function save(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
