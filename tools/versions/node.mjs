import { execFileSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { installed } from './installed.mjs';

/**
 * Installs a version of Node, from npm's package `node`, outside the checkout.
 * @param version a full version, a range such as `22`, or `latest`
 * @returns its program, and an environment in which processes that are started by the name `node` are of that version too
 */
export function nodeOf(version) {
  const full = newest(version);
  const programs = join(installed(`node-${full}`, { node: full }), 'node_modules/node/bin');
  return {
    node: join(programs, 'node'),
    env: { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}` },
  };
}

/** Returns the newest full version of Node in a range. */
function newest(range) {
  const answer = execFileSync('npm', ['view', `node@${range}`, 'version', '--json'], { encoding: 'utf8' });
  // One version is a string, several are an array that is not sorted.
  return [JSON.parse(answer)]
    .flat()
    .sort((a, b) => a.localeCompare(b, undefined, { numeric: true }))
    .at(-1);
}
