// npm run bench -- shop [--rounds 7] [--requests 600] [--only cart,me,products,add,checkout] [--before <checkout>] [--peers]: the
// built replica, each preset and route, beside a bare handler in the same rounds, beside an older build, and the same routes in an
// application of their own with this library and with others.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { prepareDatabase } from '../../dist/apps/lab/apps/lab/src/cluster/database.js';
import { generateSecrets } from '../../dist/apps/lab/apps/lab/src/cluster/secrets.js';
import { ProcessLedger } from '../../dist/apps/lab/apps/lab/src/processes/process-ledger.js';
import { startServices } from '../../dist/apps/lab/apps/lab/src/services/services.js';
import { cpuOfTree } from '../cpu.mjs';
import { Load } from '../load.mjs';
import { measure } from '../measure.mjs';
import { report } from './report.mjs';
import { PEERS, ROUTES } from './routes.mjs';
import { startServer } from './server.mjs';
import { GOODS, signIn } from './visitors.mjs';

const PRESETS = ['sticky', 'external', 'hybrid', 'stateless'];
const BROWSERS = 16;
/** How many requests a variant gets before it is measured: a process compiles what is called often only then. */
const WARM_UP = 1500;
/** The bare handler takes so little that more of them are measured in a round. */
const BARE_REQUESTS = 5;
/** An access token lives for 300 s. */
const SIGN_IN_EVERY_MS = 200_000;

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    rounds: { type: 'string', default: '7' },
    requests: { type: 'string', default: '600' },
    only: { type: 'string', default: Object.keys(ROUTES).join() },
    presets: { type: 'string', default: PRESETS.join() },
    before: { type: 'string' },
    peers: { type: 'boolean', default: false },
    'cpu-prof': { type: 'string' },
  },
});
const [rounds, requests] = [Number(values.rounds), Number(values.requests)];
const routes = values.only.split(',');
const presets = values.presets.split(',');
const unknown = routes.find((name) => !ROUTES[name]) ?? presets.find((name) => !PRESETS.includes(name));
if (unknown)
  throw new TypeError(`--only takes ${Object.keys(ROUTES).join()}; --presets takes ${PRESETS.join()}.`);

const directory = mkdtempSync(join(tmpdir(), 'bench-shop-'));
// Others than root must be able to pass through it to reach the database.
chmodSync(directory, 0o711);
const ledger = new ProcessLedger(directory);
const children = [];
let services;
// So that what was started is ended, and what was measured is told.
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (stopping = true));
try {
  services = await startServices({ directory, ledger, durable: false });
  const measured = await measureAll();
  report({ rounds, requests, measured, results: join(here, 'results.json') });
} finally {
  for (const child of children) await end(child);
  await services?.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function measureAll() {
  const admin = { email: 'admin@session-lab.test', password: crypto.randomUUID() };
  await prepareDatabase({ databaseUrl: services.postgres.url, admin, directory, ledger });
  const database = new pg.Client({ connectionString: services.postgres.url });
  await database.connect();
  await database.query('UPDATE products SET stock = 1000000 WHERE sku = ANY($1)', [GOODS]);

  const bare = await start(join(here, 'bare.mjs'), { checkout: root, path: '/bare' });
  const builds = { now: root, ...(values.before && { before: resolve(values.before) }) };
  const variants = [];
  for (const [build, checkout] of Object.entries(builds)) {
    const profile = build === 'now' && values['cpu-prof'];
    const server = await start(join(checkout, 'dist/shop.js'), {
      checkout,
      path: '/health/ready',
      environment: environment(),
      execArgv: profile ? ['--cpu-prof', `--cpu-prof-dir=${resolve(profile)}`] : [],
    });
    for (const preset of presets) variants.push({ ...server, build, preset });
  }
  for (const peer of values.peers ? PEERS : []) {
    const server = await start(join(here, 'peers/server.mjs'), {
      checkout: root,
      path: '/api/products?limit=1',
      environment: { ...environment(), PEER: peer },
    });
    variants.push({ ...server, build: peer, preset: 'external' });
  }
  const stores = {
    redis: () => cpuOfTree(services.redis.program.pid),
    postgres: () => cpuOfTree(services.postgres.program.pid),
  };

  const measured = [];
  for (const route of routes) {
    const { visit, fills } = ROUTES[route];
    let signedIn = -Infinity;
    const unit = { ...bare, load: new Load(bare.port), rounds: [] };
    // The peers have no checkout.
    const measurable = variants.filter(({ build }) => route !== 'checkout' || !PEERS.includes(build));
    const all = measurable.map((variant) => ({ ...variant, rounds: [] }));
    for (let round = 0; round <= rounds && !stopping; round++) {
      if (performance.now() - signedIn > SIGN_IN_EVERY_MS) {
        for (const variant of all) await signAllIn(variant);
        signedIn = performance.now();
      }
      await take(unit, ['GET', '/bare'], round, { requests: requests * BARE_REQUESTS });
      for (const variant of all) {
        if (fills) await variant.load.runEach(emptyCart, BROWSERS);
        await take(variant, visit, round, { requests, stores });
      }
      process.stderr.write(`${route}: round ${round} of ${rounds}\n`);
    }
    for (const variant of [unit, ...all]) variant.load?.close();
    if (unit.rounds.length > 0) measured.push({ route, bare: unit.rounds, all });
  }
  await database.end();
  return measured;
}

async function take(variant, visit, round, { requests: count, stores }) {
  if (round > 0) variant.rounds.push(await measure(variant, visit, count, stores));
  else await warmUp(variant, visit, (WARM_UP * count) / requests);
}

async function warmUp({ load }, visit, count) {
  const each = typeof visit === 'function' ? visit : (browser) => browser.send(...visit);
  await load.runEach(each, count);
}

async function signAllIn(variant) {
  variant.load?.close();
  const url = `http://127.0.0.1:${variant.port}`;
  const visitors = [];
  for (let at = 0; at < BROWSERS; at++) visitors.push(await signIn(url, variant.preset, at));
  variant.load = new Load(variant.port, visitors);
}

/** Brings a cart back to one of each product, so that none grows from round to round. */
async function emptyCart(browser) {
  for (const sku of GOODS) {
    await browser.send('DELETE', `/api/cart/items/${sku}`);
    await browser.send('POST', '/api/cart/items', JSON.stringify({ sku, quantity: 1 }));
  }
}

async function start(script, options) {
  const server = await startServer(script, options);
  children.push(server.child);
  return server;
}

function environment() {
  const { sessionKeys, authKeys, clusterId } = generateSecrets();
  return {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    REPLICA_ID: 'shop-1',
    REPLICA_COUNT: '1',
    LAB: 'on',
    CLUSTER_ID: clusterId,
    SESSION_KEYS: sessionKeys,
    AUTH_KEYS: authKeys,
    DATABASE_URL: services.postgres.url,
    REDIS_URL: services.redis.url,
    MEMCACHED_URL: services.memcached.url,
    LIMIT_LOGINS: '1000000',
    LIMIT_GUEST_SESSIONS: '1000000',
  };
}

async function end(child) {
  if (child.exitCode !== null) return;
  const exited = new Promise((done) => child.once('exit', done));
  child.kill(values['cpu-prof'] ? 'SIGINT' : 'SIGKILL');
  await exited;
}
