import { join } from 'node:path';
import { CHECKOUT } from './checkout.js';
import { startCluster } from './cluster/cluster.js';
import { DEMO_USAGE, readDemoOptions } from './demo-options.js';
import { LauncherError } from './processes/launcher-error.js';

/** `npm run demo`: starts a cluster and keeps it until Ctrl-C or SIGTERM. */
async function main(): Promise<void> {
  const options = readDemoOptions(process.argv.slice(2));
  if (!options) {
    console.log(DEMO_USAGE);
    return;
  }
  const abort = new AbortController();
  let stop = async (): Promise<void> => abort.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
  const cluster = await startCluster({
    ...options,
    dataDirectory: join(CHECKOUT, '.data', String(options.port)),
    signal: abort.signal,
    onProgress: (line) => console.log(line),
  });
  let stopping: Promise<void> | undefined;
  stop = async () => {
    console.log('stopping');
    await (stopping ??= cluster.stop());
    process.exit(0);
  };
  if (options.lab) console.log(`admin: ${cluster.admin.email} · ${cluster.admin.password}`);
  console.log(`ready ${cluster.url}`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof LauncherError ? error.message : error);
  process.exit(1);
}
