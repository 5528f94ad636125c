// npm run bench -- balancer [--rounds 9] [--requests 2000]: the nginx template in each routing, beside an nginx that only passes
// requests on, in the same rounds and in front of the same two servers.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Balancer } from '../../dist/apps/lab/apps/lab/src/balancer/balancer.js';
import { ReplicaList } from '../../dist/apps/lab/apps/lab/src/balancer/replica-list.js';
import { freePort } from '../../dist/apps/lab/apps/lab/src/processes/ports.js';
import { ProcessLedger } from '../../dist/apps/lab/apps/lab/src/processes/process-ledger.js';
import { cpuOfTree } from '../cpu.mjs';
import { Load } from '../load.mjs';
import { measure, ratio } from '../measure.mjs';
import { startServer } from '../shop/server.mjs';
import { median } from '../statistics.mjs';
import { startPlainNginx } from './plain-nginx.mjs';

const ROUTINGS = ['any', 'cookie', 'url', 'ip'];
const BROWSERS = 16;
/** How much of the plain proxy's requests per second and core the template keeps at least. */
const GOALS = { any: 0.9, cookie: 0.8, url: 0.8, ip: 0.8 };

const here = fileURLToPath(new URL('.', import.meta.url));
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { rounds: { type: 'string', default: '9' }, requests: { type: 'string', default: '2000' } },
});
const [rounds, requests] = [Number(values.rounds), Number(values.requests)];
const directory = mkdtempSync(join(tmpdir(), 'bench-balancer-'));
chmodSync(directory, 0o711);
const ledger = new ProcessLedger(directory);
const servers = [];
const stops = [];
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (stopping = true));
try {
  for (let count = 0; count < 2; count++)
    servers.push(
      await startServer(join(here, '../shop/bare.mjs'), { checkout: join(here, '../..'), path: '/bare' }),
    );
  const variants = await start();
  for (let round = 0; round <= rounds && !stopping; round++) {
    for (const variant of variants) {
      const result = await measure(variant, ['GET', variant.path], requests);
      // The first round warms the processes up.
      if (round > 0) variant.rounds.push(result);
    }
    process.stderr.write(`round ${round} of ${rounds}\n`);
  }
  report(variants);
  for (const { load } of variants) load.close();
} finally {
  for (const stop of stops) await stop();
  for (const { child } of servers) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
}

async function start() {
  const [first] = servers;
  const direct = {
    name: 'no balancer',
    path: '/bare',
    child: first.child,
    load: new Load(first.port),
    rounds: [],
  };
  const port = await freePort();
  const upstreams = servers.map((server) => server.port);
  const plain = await startPlainNginx({ directory: join(directory, 'plain'), port, upstreams, ledger });
  stops.push(() => plain.stop());
  const cpu = () => cpuOfTree(plain.pid);
  const variants = [direct, { name: 'plain', path: '/bare', cpu, load: new Load(port), rounds: [] }];
  const list = new ReplicaList(join(directory, 'replicas'));
  list.write(upstreams.map((server, at) => ({ id: `shop-${at + 1}`, port: server, state: 'up' })));
  for (const routing of ROUTINGS) variants.push(await startTemplate(routing, list));
  return variants;
}

async function startTemplate(routing, list) {
  const port = await freePort();
  const balancer = await Balancer.start({
    id: routing,
    directory: join(directory, routing),
    host: '127.0.0.1',
    port,
    clusterId: 'bench01',
    routing,
    lab: true,
    affinitySeconds: 1800,
    requestsPerSecond: 100_000,
    trustedProxies: [],
    routeKey: 'a secret of this benchmark',
    replicas: list.file,
    ledger,
  });
  stops.push(() => balancer.stop());
  const path = routing === 'url' ? '/s/0123456789abcdef/bare' : '/bare';
  const visitors = [];
  for (let at = 0; at < BROWSERS; at++) visitors.push(await cookiesOf(`http://127.0.0.1:${port}${path}`));
  return {
    name: routing,
    path,
    cpu: () => cpuOfTree(balancer.pid),
    load: new Load(port, visitors),
    rounds: [],
  };
}

/** The headers of a browser that keeps the cookies of its first answer. */
async function cookiesOf(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const cookies = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  return cookies.length > 0 ? { Cookie: cookies.join('; ') } : {};
}

function report(variants) {
  const [direct, plain] = variants;
  const of = (variant, key) => median(variant.rounds.map((each) => each[key]));
  const rows = variants.slice(1).map((variant) => {
    const { median: kept, low, high } = ratio(plain.rounds, variant.rounds, Infinity);
    return {
      name: variant.name,
      cpu: of(variant, 'cpu'),
      kept: { median: kept, low, high },
      addedP50: of(variant, 'p50') - of(direct, 'p50'),
      addedP99: of(variant, 'p99') - of(direct, 'p99'),
      least: GOALS[variant.name],
    };
  });
  writeFileSync(
    join(here, 'results.json'),
    `${JSON.stringify({ node: process.version, rounds: plain.rounds.length, requests, rows }, null, 2)}\n`,
  );
  print(`Node ${process.version}, ${rounds} rounds of ${requests} requests:\n`);
  print(
    '| | CPU of nginx, µs | requests/s per core | part of plain | 95 % | at least | | added p50, ms | added p99, ms |',
  );
  print('|---|---|---|---|---|---|---|---|---|');
  for (const { name, cpu, kept, addedP50, addedP99, least } of rows)
    print(
      `| ${name} | ${cpu.toFixed(0)} | ${(1e6 / cpu).toFixed(0)} | ${kept.median.toFixed(2)} | ${kept.low.toFixed(2)}-${kept.high.toFixed(2)} | ` +
        `${least ?? ''} | ${least ? (kept.high >= least && kept.median >= least * 0.95 ? 'met' : 'missed') : ''} | ${addedP50.toFixed(2)} | ${addedP99.toFixed(2)} |`,
    );
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
