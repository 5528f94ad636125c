// npm run bench -- auth [--rounds 15] [--requests 3000]: this library beside its peers, in interleaved rounds.
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Load } from '../load.mjs';
import { measure, ratio } from '../measure.mjs';
import { median } from '../statistics.mjs';
import { variants } from './apps.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { rounds: { type: 'string', default: '15' }, requests: { type: 'string', default: '3000' } },
});
const [rounds, requests] = [Number(values.rounds), Number(values.requests)];

/** What this library sets out to be: a ratio of CPU per request, and what it may be at most. */
const goals = [
  { of: 'libs/auth, token seen before', to: 'passport-jwt, HS256, KeyObject', most: 0.65 },
  { of: 'libs/auth, first sight', to: 'jose, EdDSA, in a passport guard', most: 1.2 },
];

prepare();
const running = [];
try {
  for (const name of Object.keys(variants)) running.push(await start(name));
  for (let round = 0; round <= rounds; round++) {
    for (const variant of running) {
      const measured = await measure(variant, ['GET', '/read'], requests);
      // The first round warms the processes up.
      if (round > 0) variant.rounds.push(measured);
    }
    process.stderr.write(`round ${round} of ${rounds}\n`);
  }
  report();
} finally {
  for (const { child, load } of running) {
    load.close();
    child.kill('SIGKILL');
  }
}

/** Installs the peers, here and nowhere else, and compiles the library. */
function prepare() {
  const quiet = { stdio: 'inherit' };
  if (!existsSync(join(here, 'node_modules')))
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--no-workspaces'], { cwd: here, ...quiet });
  const library = join(here, '../../libs/auth');
  const options = ['--outDir', join(here, 'dist'), '--declaration', 'false', '--sourceMap', 'false'];
  execFileSync('npx', ['tsc', '-p', join(library, 'tsconfig.lib.json'), ...options], {
    cwd: library,
    ...quiet,
  });
}

async function start(name) {
  const child = fork(join(here, 'server.mjs'), [name]);
  const [{ url }] = await once(child, 'message');
  const load = new Load(url.port);
  if (name !== 'bare') {
    const refused = await fetch(`http://127.0.0.1:${url.port}/read`, {
      headers: { authorization: 'Bearer a.b.c' },
    });
    if (refused.ok) throw new Error(`${name} guards nothing: it answered ${refused.status}`);
  }
  await load.begin();
  await load.send('GET', '/read');
  return { name, child, load, rounds: [] };
}

function report() {
  const bare = running.find(({ name }) => name === 'bare').rounds;
  const rows = running.map(({ name, rounds: all }) => {
    const of = (key) => median(all.map((each) => each[key]));
    const toBare = ratio(all, bare, Infinity).median;
    return { name, cpu: of('cpu'), toBare, perSecond: of('perSecond'), p50: of('p50'), p99: of('p99') };
  });
  const find = (name) => running.find((variant) => variant.name === name).rounds;
  const results = goals.map((goal) => ({ ...goal, ...ratio(find(goal.of), find(goal.to), goal.most) }));
  writeFileSync(
    join(here, 'results.json'),
    `${JSON.stringify({ node: process.version, rounds, requests, rows, goals: results }, null, 2)}\n`,
  );
  print('| | CPU µs | to bare | requests/s | p50 ms | p99 ms |\n|---|---|---|---|---|---|');
  for (const { name, cpu, toBare, perSecond, p50, p99 } of rows)
    print(
      `| ${name} | ${cpu.toFixed(0)} | ${toBare.toFixed(2)} | ${perSecond.toFixed(0)} | ${p50.toFixed(1)} | ${p99.toFixed(1)} |`,
    );
  print('\n| goal: CPU per request | at most | measured | 95 % | |\n|---|---|---|---|---|');
  for (const { of, to, most, median: middle, low, high, met } of results)
    print(
      `| ${of} / ${to} | ${most} | ${middle.toFixed(2)} | ${low.toFixed(2)}-${high.toFixed(2)} | ${met ? 'met' : 'missed'} |`,
    );
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
