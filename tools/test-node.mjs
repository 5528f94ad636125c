// npm run test:node [-- <version> … [<paths and options of vitest>]]: the tests of libs/session on other versions of Node, such as
// `npm run test:node -- 20 22 24 26`; default the newest. They come from npm's package `node` and are cached outside the checkout.
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CHECKOUT } from '../apps/lab/setup/run.mjs';
import { nodeOf } from './versions/node.mjs';

const VERSION = /^(\d+(\.\d+){0,2}|latest)$/;
const args = process.argv.slice(2);
const versions = args.filter((arg) => VERSION.test(arg));
const others = args.filter((arg) => !VERSION.test(arg));
for (const version of versions.length > 0 ? versions : ['latest']) if (!testOn(version)) process.exitCode = 1;

function testOn(version) {
  const { node, env } = nodeOf(version);
  const found = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  console.log(`The tests of ${others.join(' ') || 'libs/session'} on Node ${found}`);
  const projects = ['unit', 'int', 'e2e'].flatMap((level) => ['--project', level]);
  const vitest = join(CHECKOUT, 'node_modules/vitest/vitest.mjs');
  const { status } = spawnSync(
    node,
    [vitest, 'run', ...projects, ...(others.length > 0 ? others : ['libs/session'])],
    {
      cwd: CHECKOUT,
      stdio: 'inherit',
      env,
    },
  );
  return status === 0;
}
