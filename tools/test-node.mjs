// npm run test:node [-- <version>]: the tests of libs/session on another Node than this one, default the newest. The Node
// comes from npm's package `node`, into a temporary directory: neither this checkout nor its lock file changes.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const [version = 'latest', ...paths] = process.argv.slice(2);
const checkout = join(import.meta.dirname, '..');
const directory = mkdtempSync(join(tmpdir(), 'other-node-'));
try {
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', directory, `node@${version}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const programs = join(directory, 'node_modules/node/bin');
  const node = join(programs, 'node');
  const found = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  process.stdout.write(`The tests of ${paths.join(' ') || 'libs/session'} on Node ${found}\n`);
  const projects = ['unit', 'int', 'e2e'].flatMap((level) => ['--project', level]);
  const vitest = join(checkout, 'node_modules/vitest/vitest.mjs');
  const { status } = spawnSync(
    node,
    [vitest, 'run', ...projects, ...(paths.length > 0 ? paths : ['libs/session'])],
    {
      cwd: checkout,
      stdio: 'inherit',
      // Processes that tests start by the name `node` are of that version too.
      env: { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}` },
    },
  );
  process.exitCode = status ?? 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
