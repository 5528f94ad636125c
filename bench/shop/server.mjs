import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../dist/apps/lab/apps/lab/src/processes/ports.js';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Starts a server as a process that tells its CPU time. @returns its process and its port, once it answers on `path` */
export async function startServer(script, { checkout, environment = {}, path, execArgv = [] }) {
  const port = await freePort();
  const child = fork(script, [], {
    cwd: checkout,
    execArgv: ['--import', join(here, 'probe.mjs'), ...execArgv],
    env: { ...process.env, ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return { child, port };
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${script} did not start.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
