// `npm run dev`: stores, one replica behind nginx that restarts when the shop was compiled anew, and Vite for the pages.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { prepare } from './setup/prepare.mjs';
import { CHECKOUT } from './setup/run.mjs';

prepare();

const { startCluster } = await import('../../dist/apps/lab/apps/lab/src/cluster/cluster.js');
const cluster = await startCluster({
  replicas: 1,
  // As it was just compiled, not bundled.
  replicaCommand: [join('dist', 'apps', 'shop', 'apps', 'shop', 'src', 'main.js')],
  dataDirectory: join(CHECKOUT, '.data', 'dev'),
  onProgress: (line) => console.log(line),
});

const bin = (name) => join(CHECKOUT, 'node_modules', '.bin', name);
const compiler = spawn(bin('nest'), ['build', 'shop', '--watch'], { stdio: ['ignore', 'pipe', 'inherit'] });
const pages = spawn(bin('vite'), [], {
  cwd: join(CHECKOUT, 'apps', 'web'),
  stdio: 'inherit',
  env: { ...process.env, SHOP_URL: cluster.url },
});
const children = [compiler, pages];

// The launcher starts a replica again when it ends, then with what was just compiled.
compiler.stdout.on('data', (output) => {
  process.stdout.write(output);
  if (String(output).includes('Found 0 errors')) cluster.kill(cluster.replicas[0].id, 'SIGKILL');
});

async function stop() {
  await Promise.all(children.map((child) => (child.kill(), child.exitCode ?? once(child, 'exit'))));
  await cluster.stop();
  process.exit(0);
}
process.on('SIGINT', () => void stop());
process.on('SIGTERM', () => void stop());
