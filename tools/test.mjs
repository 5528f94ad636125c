// `npm test`: does its own set-up on a fresh machine, then every check. Plain JavaScript: it runs before `npm ci`.
import { performance } from 'node:perf_hooks';
import { ensureBuild } from '../apps/lab/setup/build.mjs';
import { ensurePackages } from '../apps/lab/setup/packages.mjs';
import { ensurePrograms } from '../apps/lab/setup/programs.mjs';
import { CHECKOUT, run, SetupError } from '../apps/lab/setup/run.mjs';
import { atOnce } from './at-once.mjs';

process.chdir(CHECKOUT);
// `npm run test:full`: the long forms of the tests that have one.
if (process.argv.includes('--full')) process.env.TEST_FULL = '1';
const steps = [
  ['packages', ensurePackages],
  ['programs', () => ensurePrograms(['nginx', 'redis-server', 'memcached', 'chromium'])],
  ['build', ensureBuild],
  ['typecheck and lint', () => sideBySide('typecheck', 'lint')],
  ['tests', () => command('npx', 'vitest', 'run')],
];

function command(name, ...args) {
  if (!run(name, args)) throw new SetupError(`"${name} ${args.join(' ')}" failed: see above.`);
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
