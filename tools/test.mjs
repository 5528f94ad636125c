// `npm test`: does its own set-up on a fresh machine, then every check. Plain JavaScript: it runs before `npm ci`.
import { performance } from 'node:perf_hooks';
import { ensureBuild } from '../apps/lab/setup/build.mjs';
import { ensurePackages } from '../apps/lab/setup/packages.mjs';
import { ensurePrograms } from '../apps/lab/setup/programs.mjs';
import { CHECKOUT, run, SetupError } from '../apps/lab/setup/run.mjs';
import { atOnce } from './at-once.mjs';

process.chdir(CHECKOUT);
// `npm run test:full`: the long forms of the tests that have one.
const full = process.argv.includes('--full');
if (full) process.env.TEST_FULL = '1';
const steps = [
  ['packages', ensurePackages],
  ['programs', () => ensurePrograms(['nginx', 'redis-server', 'memcached', 'chromium'])],
  ['build', ensureBuild],
  ['typecheck and lint', () => sideBySide('typecheck', 'lint')],
  ['tests', () => command('npx', 'vitest', 'run')],
];
if (full)
  steps.push(
    ['Nest 10 and 11', () => inShortForm('tools/test-nest.mjs', '10', '11')],
    ['portable sources', () => inShortForm('tools/test-portable.mjs')],
  );

function command(name, ...args) {
  if (!run(name, args)) throw new SetupError(`"${name} ${args.join(' ')}" failed: see above.`);
}

/** Runs a script in which tests keep their short form: the long forms have run on the checkout's own versions. */
function inShortForm(...script) {
  const { TEST_FULL: _, ...env } = process.env;
  if (!run(process.execPath, script, { env }))
    throw new SetupError(`"node ${script.join(' ')}" failed: see above.`);
}

async function sideBySide(...scripts) {
  const failed = await atOnce(...scripts);
  if (failed.length > 0)
    throw new SetupError(`"npm run ${failed.join('" and "npm run ')}" failed: see above.`);
}

for (const [name, step] of steps) {
  const began = performance.now();
  try {
    await step();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
  if (name !== 'tests') console.log(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
