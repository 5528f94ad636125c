import { join } from 'node:path';
import { CHECKOUT } from './checkout.js';
import { startCluster } from './cluster/cluster.js';
import { order } from './control/order.js';
import { serveControl } from './control/control-server.js';
import { DEMO_USAGE, readDemoOptions } from './demo-options.js';
import { LauncherError } from './processes/launcher-error.js';

/** `npm run demo`: starts a cluster and keeps it until Ctrl-C or SIGTERM, or tells a running one what to do. */
async function main(): Promise<void> {
  const options = readDemoOptions(process.argv.slice(2));
  if (!options) {
    console.log(DEMO_USAGE);
    return;
  }
  const dataDirectory = join(CHECKOUT, '.data', String(options.port));
  if (options.order !== undefined) {
    await order(dataDirectory, options.order);
    console.log('done');
    return;
  }
  const abort = new AbortController();
  let stop = async (): Promise<void> => abort.abort();
  // SIGHUP: the terminal was closed. What is printed then goes nowhere.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const cluster = await startCluster({
    ...options,
    dataDirectory,
    signal: abort.signal,
    onProgress: (line) => console.log(line),
  });
  const closeControl = await serveControl(dataDirectory, cluster);
  let stopping: Promise<void> | undefined;
  stop = async () => {
    console.log('stopping');
    await (stopping ??= closeControl().then(() => cluster.stop()));
    process.exit(0);
  };
  if (options.lab) console.log(`admin: ${cluster.admin.email} · ${cluster.admin.password}`);
  if (cluster.urls.length > 1) console.log(`second balancer: ${cluster.urls.slice(1).join(', ')}`);
  console.log(`ready ${cluster.url}`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof LauncherError ? error.message : error);
  process.exit(1);
}
