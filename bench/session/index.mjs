// npm run bench -- session [--rounds 15] [--requests 2000] [--only read|write|pauses] [--first <checkout>]: this library
// beside its peers, in interleaved rounds: first the variants that the goals of a route compare, with nothing else between
// them, then the other ones. --only measures the goals of one route alone, or visitors who pause; --first adds the first
// edition, from a checkout of it that has its node_modules.
import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { goals as ownGoals, goalsAgainstFirst } from './goals.mjs';
import { printHumanPauses } from './human-pauses.mjs';
import { lostWrites, revivedSessions } from './races.mjs';
import { FIRST } from './variants.mjs';
import { Load } from '../load.mjs';
import { measure, ratio } from '../measure.mjs';
import { median } from '../statistics.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    rounds: { type: 'string', default: '15' },
    requests: { type: 'string', default: '2000' },
    only: { type: 'string' },
    first: { type: 'string' },
  },
});
const [rounds, requests] = [Number(values.rounds), Number(values.requests)];
const allGoals = values.first ? [...ownGoals, ...goalsAgainstFirst] : ownGoals;
const goals = allGoals.filter(({ what }) => what === (values.only ?? what));
const allNames = [
  'bare',
  'memory',
  'near',
  'redis',
  'redis, not encrypted',
  '@fastify/session + Redis',
  'express-session + connect-redis',
  'iron-session',
  ...(values.first ? ['memory', 'near', 'redis'].map((name) => `${FIRST}${name}`) : []),
];
const names = allNames.filter(
  (name) => !values.only || goals.some(({ of, to }) => of === name || to === name),
);
const allRoutes = { read: ['GET', '/read'], write: ['POST', '/write'] };
const routes = values.only ? { [values.only]: allRoutes[values.only] } : allRoutes;
if (values.only && !/^(read|write|pauses)$/.test(values.only))
  throw new TypeError('--only takes read, write or pauses.');

prepare();
if (values.only === 'pauses') {
  await printHumanPauses(print);
  process.exit();
}
const directory = mkdtempSync(join(tmpdir(), 'bench-session-'));
const socket = join(directory, 'redis.sock');
const server = spawn(
  'redis-server',
  ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', directory],
  {
    stdio: 'ignore',
  },
);
/** What was measured of a variant on a route. */
const measured = [];
const running = new Set();
try {
  while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 20));
  const redis = new Redis({ path: socket });
  for (const what of Object.keys(routes)) await measureAll(what, names.filter(isComparedIn(what)), redis);
  for (const what of Object.keys(routes))
    await measureAll(
      what,
      names.filter((name) => !isComparedIn(what)(name)),
      redis,
    );
  const pauses = values.only ? [] : await printHumanPauses(print);
  report(pauses);
  redis.disconnect();
} finally {
  for (const variant of running) end(variant);
  server.kill('SIGKILL');
  await once(server, 'exit');
  rmSync(directory, { recursive: true, force: true });
}

/** Whether a goal of that route names a variant. */
function isComparedIn(what) {
  return (name) => goals.some((goal) => goal.what === what && [goal.of, goal.to].includes(name));
}

/**
 * Rounds of one route, each with every one of the variants. No other variant runs meanwhile: a near cache is told of each write
 * to a session by any of them.
 */
async function measureAll(what, variantNames, redis) {
  const variants = [];
  for (const name of variantNames) variants.push(await start(name, redis));
  for (const variant of variants) {
    variant.commands = await countCommands(variant, routes[what], redis);
    variant.footprint = await footprintOf(variant.name);
  }
  for (let round = 0; variants.length > 0 && round <= rounds; round++) {
    for (const variant of variants) {
      const result = await measure(variant, routes[what], requests);
      // The first round warms the processes up.
      if (round > 0) variant.rounds.push(result);
    }
    process.stderr.write(`${what}: round ${round} of ${rounds} with ${variants.length} variants\n`);
  }
  for (const variant of variants) {
    if (what === 'write') Object.assign(variant, await racesOf(variant));
    end(variant);
    measured.push({ ...variant, what });
  }
}

function end(variant) {
  running.delete(variant);
  variant.load.close();
  variant.child.kill('SIGKILL');
}

/** Installs the peers, here and nowhere else, and compiles the library. */
function prepare() {
  if (!existsSync(join(here, 'node_modules')))
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--no-workspaces'], {
      cwd: here,
      stdio: 'inherit',
    });
  compile(join(here, '../..'), 'second');
  if (values.first) compile(resolve(values.first), 'first');
}

/** Compiles the library of a checkout into a directory from which it finds the packages of this one. */
function compile(checkout, edition) {
  const library = join(checkout, 'libs/session');
  const options = ['--outDir', join(here, 'dist', edition), '--declaration', 'false', '--sourceMap', 'false'];
  execFileSync('npx', ['tsc', '-p', join(library, 'tsconfig.lib.json'), ...options], {
    cwd: library,
    stdio: 'inherit',
  });
}

async function start(name, redis) {
  const before = await redis.keys('*');
  const child = fork(join(here, 'server.mjs'), [name, socket]);
  const [{ url }] = await once(child, 'message');
  const load = new Load(url.port);
  await load.begin();
  const keys = (await redis.keys('*')).filter((key) => !before.includes(key));
  const bytes = keys.length > 0 ? await redis.memory('USAGE', keys[0]) : 0;
  const { lines } = await load.send('GET', '/read');
  if (name !== 'bare' && lines !== 20) throw new Error(`${name} keeps no session: ${lines} lines`);
  const variant = { name, child, load, bytes, rounds: [], url: `http://127.0.0.1:${url.port}` };
  running.add(variant);
  return variant;
}

/** What goes over the wire for one request, by MONITOR; what a script does inside Redis is none of it, nor are heartbeats. */
async function countCommands({ load }, [method, path], redis) {
  const monitor = await redis.monitor();
  let seen = 0;
  monitor.on('monitor', (_time, [command], source) => {
    if (source !== 'lua' && !/^(time|role|client|info|ping)$/i.test(command)) seen++;
  });
  await load.run(method, path, 20);
  seen = 0;
  const sent = 50;
  for (let at = 0; at < sent; at++) await load.send(method, path);
  await redis.ping();
  await new Promise((resolve) => setTimeout(resolve, 50));
  monitor.disconnect();
  return seen / sent;
}

/** What is lost and what comes back where requests meet. A session that is a cookie alone cannot be ended at all. */
async function racesOf({ name, url }) {
  if (name === 'bare') return {};
  const lost = await lostWrites(url);
  return name === 'iron-session' ? { lost } : { lost, revived: await revivedSessions(url) };
}

/** Bytes that a session takes in the process that keeps it, undefined where none does. */
async function footprintOf(name) {
  if (!['memory', 'near'].includes(name)) return undefined;
  const child = fork(join(here, 'footprint.mjs'), [name, socket], { execArgv: ['--expose-gc'] });
  const [{ bytes }] = await once(child, 'message');
  await once(child, 'exit');
  return Math.round(bytes);
}

function report(pauses) {
  const rows = measured.map(({ what, name, bytes, footprint, commands, lost, revived, rounds: all }) => {
    const of = (key) => median(all.map((each) => each[key]));
    const [cpu, user, system] = ['cpu', 'user', 'system'].map(of);
    const [perSecond, p50, p99] = ['perSecond', 'p50', 'p99'].map(of);
    return { what, name, cpu, user, system, perSecond, p50, p99, commands, bytes, footprint, lost, revived };
  });
  const results = goals.map((goal) => ({ ...goal, ...ratioOf(goal) }));
  // Part of the figures is no record of all.
  if (!values.only)
    writeFileSync(
      join(here, 'results.json'),
      `${JSON.stringify({ node: process.version, rounds, requests, rows, goals: results, pauses }, null, 2)}\n`,
    );
  print(
    '| | | CPU µs | user | system | requests/s | p50 ms | p99 ms | Redis commands | bytes in Redis | bytes in the process | lost writes | sessions brought back |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|',
  );
  for (const row of rows)
    print(
      `| ${row.what} | ${row.name} | ${row.cpu.toFixed(0)} | ${row.user.toFixed(0)} | ${row.system.toFixed(0)} | ${row.perSecond.toFixed(0)} | ${row.p50.toFixed(1)} | ` +
        `${row.p99.toFixed(1)} | ${row.commands.toFixed(2)} | ${row.bytes || ''} | ${row.footprint ?? ''} | ${row.lost ?? ''} | ${row.revived ?? ''} |`,
    );
  print('\n| goal: CPU per request | at most | measured | 95 % | |\n|---|---|---|---|---|');
  for (const { what, of, to, most, median: middle, low, high, met } of results)
    print(
      `| ${what}: ${of} / ${to} | ${most} | ${middle.toFixed(2)} | ${low.toFixed(2)}-${high.toFixed(2)} | ${met ? 'met' : 'missed'} |`,
    );
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

function ratioOf({ what, of, to, most }) {
  const roundsOf = (variant) => measured.find((each) => each.what === what && each.name === variant).rounds;
  return ratio(roundsOf(of), roundsOf(to), most);
}
