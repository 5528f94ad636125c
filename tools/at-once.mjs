// node tools/at-once.mjs <script> …: runs npm scripts side by side, each to its end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';

/** @returns the names of those that failed */
export async function atOnce(...scripts) {
  const running = scripts.map((script) =>
    spawn('npm', ['run', '--silent', ...script.split(' ')], { stdio: 'inherit' }),
  );
  const codes = await Promise.all(running.map(async (child) => (await once(child, 'exit'))[0]));
  return scripts.filter((_, at) => codes[at] !== 0);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const failed = await atOnce(...process.argv.slice(2));
  if (failed.length > 0) {
    console.error(`"npm run ${failed.join('" and "npm run ')}" failed: see above.`);
    process.exitCode = 1;
  }
}
