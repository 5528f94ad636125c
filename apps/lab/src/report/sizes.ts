import type { Run } from './run.js';
import { shown } from './text-table.js';

const BLOCK = /(<!-- npm run lab -- report -->\n\n)[^]*?(\n\n<!-- end -->)/;

/** Numbers of live sessions that the table shows. */
const SESSIONS = [1e4, 1e5, 1e6, 1e7];

/** A row of the first table of the experiment `model`. */
type ModelRow = [
  mode: string,
  sessions: number,
  requestsPerSecond: number,
  replicas: number,
  storeGigabytes: number,
  storeOperationsPerSecond: number,
];

/** Returns the page with the sizes of the last model in its table; unchanged if there was no such run. */
export function withSizes(page: string, runs: readonly Run[]): string {
  const rows = runs.find(({ experiment }) => experiment === 'model')?.findings.tables[0]?.rows;
  if (!rows) return page;
  if (!BLOCK.test(page)) throw new Error('docs/deploying.md has no place for the sizes.');
  return page.replace(
    BLOCK,
    (_, begin: string, end: string) => `${begin}${table(rows as readonly ModelRow[])}${end}`,
  );
}

function table(rows: readonly ModelRow[]): string {
  const of = (mode: string, sessions: number) =>
    rows.find(([name, count]) => name === mode && count === sessions)!;
  return [
    '| live sessions | requests a second | replicas: `external` | `sticky` | `stateless` | Redis holds | Redis operations a second |',
    '|--:|--:|--:|--:|--:|--:|--:|',
    ...SESSIONS.map((sessions) => {
      const [, , requests, replicas, gigabytes, operations] = of('external', sessions);
      const [sticky, stateless] = ['sticky', 'stateless'].map((mode) => of(mode, sessions)[3]);
      const holds = gigabytes < 0.1 ? `${shown(gigabytes * 1000)} MB` : `${shown(gigabytes)} GB`;
      const cells = [sessions, requests, replicas, sticky!, stateless!].map(shown);
      return `| ${[...cells, holds, shown(operations)].join(' | ')} |`;
    }),
  ].join('\n');
}
