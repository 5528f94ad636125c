import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));

/** A reason not to go on, in one sentence for the person at the terminal. */
export class SetupError extends Error {}

/** Runs a command in the checkout, its output going to the terminal. @returns {boolean} whether it succeeded */
export function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: CHECKOUT, stdio: 'inherit', ...options }).status === 0;
}

/** Whether a program is found. */
export function has(program) {
  return (
    spawnSync('sh', ['-c', `command -v ${program} || ls /usr/sbin/${program}`], { stdio: 'ignore' })
      .status === 0
  );
}
