// Two Redis: a master, and a replica that follows it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function startNode(...settings) {
  const directory = mkdtempSync(join(tmpdir(), 'bench-failover-'));
  const port = await freePort();
  const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', directory, ...settings];
  const server = spawn('redis-server', args.map(String), { stdio: 'ignore' });
  const redis = new Redis({ port, retryStrategy: () => 20, maxRetriesPerRequest: 200 });
  redis.on('error', () => undefined);
  await redis.ping();
  return {
    port,
    redis,
    signal: (name) => server.kill(name),
    async stop() {
      redis.disconnect();
      if (server.exitCode === null && server.signalCode === null) {
        server.kill('SIGKILL');
        await once(server, 'exit');
      }
      rmSync(directory, { recursive: true });
    },
  };
}

/** A way to a port that can fall silent: what is sent after that never comes, and nobody is told. */
async function startWire(port) {
  const sockets = new Set();
  let silent = false;
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(from);
      from.on('data', (chunk) => silent || to.write(chunk));
      from.on('close', () => silent || to.destroy());
      from.on('error', () => undefined);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    fallSilent: () => (silent = true),
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** @returns a master with these settings, its replica, in step with it, and the wire between them */
export async function startPair(settings) {
  const master = await startNode('--repl-diskless-sync-delay', '0', ...settings);
  const wire = await startWire(master.port);
  const replica = await startNode('--replicaof', '127.0.0.1', wire.port);
  while (!(await replica.redis.info('replication')).includes('master_link_status:up'))
    await new Promise((resolve) => setTimeout(resolve, 20));
  return { master, replica, wire };
}
