import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const engine = fileURLToPath(new URL('./schema-engine.mjs', import.meta.url));

/**
 * Runs a command of Prisma's CLI on this project, its engine replaced.
 * @param {string[]} args for example `['migrate', 'deploy']`
 * @param {{ env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions }} [options]
 * @returns {Promise<number>} the exit code
 */
export function runPrisma(args, { env = process.env, stdio = 'inherit' } = {}) {
  const cli = createRequire(import.meta.url).resolve('prisma/build/index.js');
  const quiet = { PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1', ...env };
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: root,
    env: { ...quiet, PRISMA_SCHEMA_ENGINE_BINARY: engine },
    stdio,
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
