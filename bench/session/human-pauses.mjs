// Visitors who pause for 10 s between two clicks, and write with every fifth: what reaches Redis of a request.
import { fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';

const VISITORS = 200;
const SECONDS = 60;
const PAUSE_MS = 10_000;
const WRITES = 0.2;
const server = fileURLToPath(new URL('./human-pauses-server.mjs', import.meta.url));

/** Plays all variants at the same time, each on a Redis of its own, and prints a row for each. */
export async function printHumanPauses(print) {
  const rows = await Promise.all([
    play('redis', 1),
    play('near', 1),
    play('near', 2, 'one replica for a visitor'),
    play('near', 2, 'any replica'),
  ]);
  print(
    `\n| ${VISITORS} visitors, pauses of 10 s, 20 % writes | requests | hits | session reads by Redis, a request | ` +
      'Redis commands, a request | heartbeat commands a second and replica |\n|---|---|---|---|---|---|',
  );
  for (const { name, requests, reads, commands, heartbeats } of rows)
    print(
      `| ${name} | ${requests} | ${(100 * (1 - reads / requests)).toFixed(0)} % | ${(reads / requests).toFixed(2)} | ` +
        `${(commands / requests).toFixed(2)} | ${heartbeats.toFixed(1)} |`,
    );
  return rows;
}

async function play(state, replicas, routing) {
  const directory = mkdtempSync(join(tmpdir(), 'bench-pauses-'));
  const socket = join(directory, 'redis.sock');
  const settings = ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', directory];
  const redis = spawn('redis-server', settings, { stdio: 'ignore' });
  const children = [];
  const monitor = new Redis({ path: socket, lazyConnect: true });
  try {
    while (!existsSync(socket)) await delay(20);
    const key = randomBytes(32).toString('base64');
    for (let at = 0; at < replicas; at++) children.push(fork(server, [state, socket, key]));
    const urls = await Promise.all(children.map(addressOf));
    const anywhere = () => urls[Math.floor(Math.random() * urls.length)];
    const visitors = Array.from({ length: VISITORS }, (_, at) => {
      const home = urls[at % urls.length];
      return new Visitor(routing === 'any replica' ? anywhere : () => home);
    });
    for (const visitor of visitors) await visitor.send('POST', '/begin');
    const counts = await countWhile(monitor, () => Promise.all(visitors.map((visitor) => visitor.browse())));
    const requests = visitors.reduce((sum, visitor) => sum + visitor.requests, 0);
    const name = [state, replicas > 1 ? `${replicas} replicas` : '1 replica', routing]
      .filter(Boolean)
      .join(', ');
    return { name, requests, ...counts, heartbeats: counts.heartbeats / counts.seconds / replicas };
  } finally {
    monitor.disconnect();
    for (const child of children) child.kill('SIGKILL');
    redis.kill('SIGKILL');
    await once(redis, 'exit');
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Counts what goes over the wire to Redis, by MONITOR; what a script does inside Redis is none of it. */
async function countWhile(redis, run) {
  await redis.connect();
  const monitor = await redis.monitor();
  const counts = { reads: 0, commands: 0, heartbeats: 0 };
  monitor.on('monitor', (_time, [command], source) => {
    if (source === 'lua') return;
    if (/^(time|role|info|ping)$/i.test(command)) return void counts.heartbeats++;
    counts.commands++;
    if (/^get$/i.test(command)) counts.reads++;
  });
  const began = performance.now();
  await run();
  await delay(100);
  monitor.disconnect();
  return { ...counts, seconds: (performance.now() - began) / 1000 };
}

/** A browser: keeps its cookies as long as they live. */
class Visitor {
  requests = 0;
  #cookies = new Map();
  #urlOf;

  constructor(urlOf) {
    this.#urlOf = urlOf;
  }

  async browse() {
    const until = performance.now() + SECONDS * 1000;
    // Not all at the same moment.
    for (let pause = PAUSE_MS * Math.random(); performance.now() + pause < until;) {
      await delay(pause);
      await (Math.random() < WRITES ? this.send('POST', '/write') : this.send('GET', '/read'));
      this.requests++;
      pause = PAUSE_MS * (0.5 + Math.random());
    }
  }

  async send(method, path) {
    const now = performance.now();
    const alive = [...this.#cookies].filter(([, { expires }]) => expires > now);
    const cookie = alive.map(([name, { value }]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${this.#urlOf()}${path}`, { method, headers: cookie ? { cookie } : {} });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    await response.arrayBuffer();
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      const maxAge = Number(/max-age=(\d+)/i.exec(line)?.[1] ?? Infinity);
      this.#cookies.set(name, { value, expires: performance.now() + maxAge * 1000 });
    }
  }
}

/** What the process of a replica listens on. */
async function addressOf(child) {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`A replica exited with code ${code} before it listened.`);
  });
  const [url] = await Promise.race([once(child, 'message'), ended]);
  // It is killed at the end, which is no error.
  ended.catch(() => undefined);
  return url;
}
