import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error JavaScript without declarations: it runs before anything is built.
import { random } from '../measure/edits.mjs';
// @ts-expect-error as above
import { releaseAt } from '../measure/release.mjs';
// @ts-expect-error as above
import { mergeCopies } from '../merge.mjs';

type Texts = Map<string, string>;

/** Consecutive spans of fifteen commits that change the libraries each (docs/copying-a-module.md). */
const SPANS = [
  ['6a0222a', 'd79306e'],
  ['d79306e', '56d8468'],
  ['56d8468', '9494128'],
] as const;
const TREES_PER_SPAN = 10;

const run = promisify(execFile);
const checkout = fileURLToPath(new URL('../../..', import.meta.url));
/** A clone without the whole history cannot run this. */
const hasHistory = SPANS.flat().every(
  (commit) => spawnSync('git', ['cat-file', '-e', commit], { cwd: checkout }).status === 0,
);

describe.runIf(process.env['TEST_FULL'] === '1' && hasHistory)('a merge without a conflict', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'session-lab-merged-'));
    symlinkSync(join(checkout, 'node_modules'), join(directory, 'node_modules'));
    write(directory, 'package.json', '{ "type": "module" }');
    write(directory, 'tsconfig.json', JSON.stringify({ compilerOptions: OPTIONS, include: ['src', 'test'] }));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each(SPANS)('of %s..%s compiles and passes its unit tests', { timeout: 3_600_000 }, async (from, to) => {
    const [base, theirs] = [releaseAt(from), releaseAt(to)] as [Texts, Texts];
    for (const folder of ['src', 'test']) rmSync(join(directory, folder), { recursive: true, force: true });
    for (const [path, text] of theirs) write(directory, path, text);
    const next = random(1) as () => number;
    for (let trees = 0, number = 0; trees < TREES_PER_SPAN; number++) {
      const mine = withHarmlessChange(base, next, number);
      const changes = mergeCopies(base, mine, theirs) as {
        path: string;
        action: string;
        text?: string;
        why?: string;
      }[];
      if (changes.some(({ action, why }) => action === 'conflict' || why)) continue;
      const changed = changes.filter(({ path, text }) => text !== undefined && text !== theirs.get(path));
      const kept = changes.filter(
        ({ action, path }) => action === 'kept' && mine.get(path) !== theirs.get(path),
      );
      const merged = [...changed, ...kept].map(({ path, text }) => [path, text ?? mine.get(path)!] as const);
      expect(merged.map(([, text]) => text).join('\n')).toContain(`edit ${number}`);
      for (const [path, text] of merged) write(directory, path, text);
      await passes(
        directory,
        merged.map(([path]) => path),
      );
      for (const [path] of merged) write(directory, path, theirs.get(path)!);
      trees++;
    }
  });
});

const OPTIONS = {
  module: 'nodenext',
  target: 'es2023',
  strict: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  esModuleInterop: true,
  skipLibCheck: true,
  noEmit: true,
  incremental: true,
  tsBuildInfoFile: 'tsbuildinfo',
  types: ['node'],
};

function write(directory: string, path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

/** Compiles everything, and runs the unit tests that reach the merged files. */
async function passes(directory: string, paths: readonly string[]): Promise<void> {
  const bin = (name: string) => join(checkout, 'node_modules/.bin', name);
  const library = paths[0]!.split('/')[1]!;
  const files = paths.map((path) => join(directory, path));
  const withoutServers = ['--exclude', '**/*.int.*', '--exclude', '**/*.e2e.*'];
  const commands = [
    [bin('tsc'), '-p', '.'],
    [bin('vitest'), 'related', '--run', '--root', `test/${library}`, ...withoutServers, ...files],
  ];
  for (const [program, ...args] of commands)
    await run(program!, args, { cwd: directory, maxBuffer: 64 * 1024 * 1024 }).catch(
      (error: { stdout: string }) => {
        throw new Error(`${paths.join(' and ')}:\n${error.stdout}`, { cause: error });
      },
    );
}

const CHANGES: readonly ((line: string, mark: string) => string[])[] = [
  (line, mark) => [`// ${mark}`, line],
  (line, mark) => [`${line} // ${mark}`],
  (line, mark) => [`void '${mark}';`, line],
];

/** Changes a random line of the code in a way that leaves it compiling and doing the same. */
function withHarmlessChange(base: Texts, next: () => number, number: number): Texts {
  const paths = [...base.keys()].filter((path) => path.endsWith('.ts'));
  const places = paths.flatMap((path) =>
    base
      .get(path)!
      .split('\n')
      .map((_, index) => [path, index] as const),
  );
  for (;;) {
    const [path, index] = places[Math.floor(next() * places.length)]!;
    const change = CHANGES[Math.floor(next() * CHANGES.length)]!;
    const text = base.get(path)!;
    const lines = text.split('\n');
    if (lines[index - 1]?.includes('@ts-expect-error')) continue;
    lines.splice(index, 1, ...change(lines[index]!, `edit ${number}`));
    const changed = lines.join('\n');
    // In a text or a class body it would be something else.
    if (
      codeOf(changed)?.replace(`void 'edit ${number}';`, '').replace(/\s+/g, '') ===
      codeOf(text)?.replace(/\s+/g, '')
    )
      return new Map([...base, [path, changed]]);
  }
}

/** The compiled code without comments. @returns undefined if it is no TypeScript */
function codeOf(text: string): string | undefined {
  const { outputText, diagnostics } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, removeComments: true },
    reportDiagnostics: true,
  });
  return diagnostics?.length ? undefined : outputText;
}
