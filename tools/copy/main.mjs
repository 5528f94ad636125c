import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { copy, diffOf, outdated } from './copy.mjs';
import { LIBRARIES } from './library.mjs';
import { Refusal } from './refusal.mjs';

const USAGE = `copy <${LIBRARIES.join(' | ')}> <directory of a Nest project>
  --into <folder>      where the sources go, such as src/http-session
  --with <part,part>   optional parts: near-cache, memcached, sealed, message-pack, circuit-breaker
  --no-tests           without the library's tests and testing tools; --tests brings them back
  --dry-run            print what would change, and write nothing
  --diff               print what you changed in the copy
  --outdated           print which copies differ from this release`;

/**
 * Runs the command.
 *
 * @param {readonly string[]} args
 * @param {string} cwd what a relative directory is relative to
 * @returns {{ status: number, output: string }} 1 if nothing was done, and 2 if the user has conflicts to resolve
 */
export function main(args, cwd) {
  try {
    const { task, ...options } = readOptions(args, cwd);
    if (task === 'diff') return { status: 0, output: diffOf(options) };
    if (task === 'outdated') return { status: 0, output: outdated(options) };
    const { changes, report } = copy(options);
    return { status: changes.some(({ action }) => action === 'conflict') ? 2 : 0, output: report };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: 1, output: error.message };
  }
}

function readOptions(args, cwd) {
  const flag = { type: 'boolean' };
  const options = {
    into: { type: 'string' },
    with: { type: 'string' },
    tests: flag,
    'dry-run': flag,
    diff: flag,
    outdated: flag,
  };
  let parsed;
  try {
    parsed = parseArgs({ args, allowPositionals: true, allowNegative: true, options });
  } catch (error) {
    throw new Refusal(`${error.message.split('.')[0]}.\n${USAGE}`);
  }
  const { values, positionals } = parsed;
  const task = ['diff', 'outdated'].find((name) => values[name]);
  // `--diff` and `--outdated` without a library are about all of the project's copies.
  const [library, directory, ...rest] =
    task && positionals.length === 1 ? [undefined, ...positionals] : positionals;
  if (
    (library !== undefined && !LIBRARIES.includes(library)) ||
    (!library && !task) ||
    !directory ||
    rest.length > 0
  )
    throw new Refusal(USAGE);
  return {
    task,
    library,
    directory: resolve(cwd, directory),
    into: values.into,
    parts: values.with?.split(',').filter(Boolean),
    tests: values.tests,
    dryRun: values['dry-run'],
  };
}
