import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CHECKOUT } from '../checkout.js';
import type { Run } from './run.js';
import { svgChart } from './svg-chart.js';

const FOLDER = join(CHECKOUT, '.data', 'lab');

/** Keeps a run in `.data/lab`: its JSON, and its charts as SVG. */
export function keepRecord(run: Run): void {
  writeJson(join(FOLDER, `${run.experiment}.json`), run);
  for (const chart of run.findings.charts ?? [])
    writeFileSync(join(FOLDER, `${chart.name}.svg`), svgChart(chart));
}

/** The last run of an experiment in this checkout, if there was one. */
export function lastRun(experiment: string): Run | undefined {
  const file = join(FOLDER, `${experiment}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Run) : undefined;
}

/** Writes a value as JSON, and the folder where it is missing. */
export function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
