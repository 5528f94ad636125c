import type { Experiment } from './experiment.js';
import { machine } from '../report/machine.js';
import type { Run } from '../report/run.js';
import { keepRecord, writeJson } from '../report/records.js';
import { textTable } from '../report/text-table.js';
import type { Laboratory } from './laboratory.js';

/**
 * Runs experiments one after the other, prints what they find, and keeps it in `.data/lab`. One that breaks does not keep the
 * others from running.
 * @returns whether every verdict holds
 */
export async function runExperiments(
  laboratory: Laboratory,
  experiments: readonly Experiment[],
): Promise<boolean> {
  const runs: Run[] = [];
  const broken: string[] = [];
  for (const experiment of experiments) {
    try {
      const run = await runOne(laboratory, experiment);
      runs.push(run);
      print(run);
      keepRecord(run);
    } catch (error) {
      broken.push(experiment.name);
      console.error(`${experiment.name} broke:`, error);
    }
  }
  if (laboratory.options.json) writeJson(laboratory.options.json, runs);
  const verdicts = runs.flatMap(({ findings }) => findings.verdicts);
  const held = verdicts.filter(({ holds }) => holds).length;
  console.log(`${held} of ${verdicts.length} verdicts hold`);
  if (broken.length > 0) console.log(`broke: ${broken.join(', ')}`);
  return held === verdicts.length && broken.length === 0;
}

async function runOne(laboratory: Laboratory, experiment: Experiment): Promise<Run> {
  const began = performance.now();
  laboratory.progress(experiment.question);
  const findings = await experiment.run(laboratory);
  return {
    experiment: experiment.name,
    question: experiment.question,
    date: new Date().toISOString(),
    machine: machine(),
    seed: laboratory.options.seed,
    short: laboratory.options.short,
    seconds: Math.round((performance.now() - began) / 100) / 10,
    findings,
  };
}

function print({ experiment, question, seconds, findings }: Run): void {
  console.log(`\n== ${experiment}: ${question} (${seconds} s)\n`);
  for (const table of findings.tables) console.log(`${textTable(table)}\n`);
  for (const { claim, holds, evidence } of findings.verdicts)
    console.log(`${holds ? 'holds' : 'FAILS'}  ${claim}: ${evidence}`);
  console.log(`\n${findings.insight.join(' ')}\n`);
}
