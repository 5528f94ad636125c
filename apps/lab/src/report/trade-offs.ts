import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../checkout.js';
import type { Table } from './findings.js';
import type { Run } from './run.js';
import { withSizes } from './sizes.js';
import { svgChart } from './svg-chart.js';
import { shown } from './text-table.js';

const DOCS = join(CHECKOUT, 'docs');

/** Writes docs/trade-offs.md and its pictures, and the sizes in docs/deploying.md, from what was measured. @returns the files */
export function writeTradeOffs(runs: readonly Run[]): string[] {
  const pictures = join(DOCS, 'images', 'lab');
  mkdirSync(pictures, { recursive: true });
  const charts = runs.flatMap(({ findings }) => findings.charts ?? []);
  for (const chart of charts) writeFileSync(join(pictures, `${chart.name}.svg`), svgChart(chart));
  const [document, deploying] = [join(DOCS, 'trade-offs.md'), join(DOCS, 'deploying.md')];
  writeFileSync(document, tradeOffs(runs, readFileSync(document, 'utf8')));
  writeFileSync(deploying, withSizes(readFileSync(deploying, 'utf8'), runs));
  return [document, deploying, ...charts.map(({ name }) => join(pictures, `${name}.svg`))];
}

/**
 * Returns the document: every figure comes from the runs, or from the document before for experiments that were not run again.
 * @param before the document as it is
 */
export function tradeOffs(runs: readonly Run[], before = ''): string {
  const known = sectionsOf(before);
  for (const run of runs) known.set(run.experiment, section(run));
  const machines = new Set([...machinesOf(before), ...runs.map(({ machine }) => machine)]);
  return [
    '# Trade-offs, measured',
    'Written by `npm run lab -- all`: change nothing here by hand.',
    `Machine: ${[...machines].join('; ')}. Load, balancers, replicas and stores share its cores, so times compare modes with one another and say little about another machine.`,
    ...known.values(),
    '',
  ].join('\n\n');
}

/** The sections of a document, by experiment. */
function sectionsOf(document: string): Map<string, string> {
  const sections = document.split(/^(?=## )/m).slice(1);
  return new Map(sections.map((text) => [/^## ([\w-]+)/.exec(text)?.[1] ?? '', text.trim()]));
}

function machinesOf(document: string): string[] {
  return /^Machine: (.*?)\. Load, /m.exec(document)?.[1]?.split('; ') ?? [];
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
