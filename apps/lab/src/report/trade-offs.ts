import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../checkout.js';
import type { Table } from '../experiments/experiment.js';
import type { Run } from '../laboratory/run-experiments.js';
import { svgChart } from './svg-chart.js';
import { shown } from './text-table.js';

const DOCS = join(CHECKOUT, 'docs');

/** Writes docs/trade-offs.md and its pictures from what was measured. @returns the files */
export function writeTradeOffs(runs: readonly Run[]): string[] {
  const pictures = join(DOCS, 'images', 'lab');
  mkdirSync(pictures, { recursive: true });
  const charts = runs.flatMap(({ findings }) => findings.charts ?? []);
  for (const chart of charts) writeFileSync(join(pictures, `${chart.name}.svg`), svgChart(chart));
  const document = join(DOCS, 'trade-offs.md');
  writeFileSync(document, tradeOffs(runs));
  return [document, ...charts.map(({ name }) => join(pictures, `${name}.svg`))];
}

/** The document: every figure comes from the runs. */
export function tradeOffs(runs: readonly Run[]): string {
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
  const machines = [...new Set(runs.map(({ machine }) => machine))];
  return [
    '# Trade-offs, measured',
    `Written by \`npm run lab -- all\`, in ${Math.round(seconds)} s: change nothing here by hand.`,
    `Machine: ${machines.join('; ')}. Load, balancers, replicas and stores share its cores, so times compare modes with one another and say little about another machine.`,
    ...runs.map(section),
    '',
  ].join('\n\n');
}

function section({ experiment, question, findings, date, seed, seconds }: Run): string {
  return [
    `## ${experiment}: ${question}`,
    ...(findings.charts ?? []).map(({ name, title }) => `![${title}](images/lab/${name}.svg)`),
    findings.insight.join(' '),
    ...findings.tables.map(markdownTable),
    findings.verdicts
      .map(({ claim, holds, evidence }) => `- ${holds ? '✓' : '✗ does not hold:'} ${claim} (${evidence})`)
      .join('\n'),
    `Again: \`npm run lab -- ${experiment} --seed ${seed}\` (this one: ${date.slice(0, 10)}, ${seconds} s)`,
  ].join('\n\n');
}

function markdownTable({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, at) => (rows.every((row) => typeof row[at] === 'number') ? '--:' : '---'));
  return [`${title}:`, '', line(columns), line(rule), ...rows.map((row) => line(row.map(shown)))].join('\n');
}
