import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectRedis, type RedisClient } from '../src/redis/connect-redis.js';
import { redisProblem } from '../src/redis/redis-problem.js';

const run = promisify(execFile);

/** Addresses as managed services give them, against real servers with a certificate of their own. */
describe('connectRedis', () => {
  let directory: string;
  let ca: string;
  let clients: RedisClient[] = [];
  const servers: ChildProcess[] = [];
  const ports = {} as { plain: number; tls: number; cluster: number };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'redis-tls-'));
    await run('openssl', [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '1',
      ],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'],
      ...['-keyout', join(directory, 'key.pem'), '-out', join(directory, 'cert.pem')],
    ]);
    ca = await readFile(join(directory, 'cert.pem'), 'utf8');
    for (const name of ['plain', 'tls', 'cluster'] as const) ports[name] = await freePort();
    const certificate = ['--tls-auth-clients', 'no', ...['cert', 'key', 'ca-cert'].flatMap(fileOption)];
    const users = ['--user', 'app', 'on', '>p@ss/w:rd%', '~*', '&*', '+@all', '-client', '-info'];
    await start('--port', `${ports.plain}`, ...users);
    await start('--port', '0', '--tls-port', `${ports.tls}`, ...certificate, ...users);
    const cluster = [
      '--cluster-enabled',
      'yes',
      '--tls-cluster',
      'yes',
      '--cluster-config-file',
      'nodes.conf',
      // A Cluster of one node has met no other that could tell it its address.
      '--cluster-announce-ip',
      '127.0.0.1',
    ];
    await start('--port', '0', '--tls-port', `${ports.cluster}`, ...certificate, ...cluster, ...users);
    const admin = connectRedis(`rediss://127.0.0.1:${ports.cluster}`, {
      tls: { ca },
      enableOfflineQueue: true,
    });
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
    await vi.waitFor(
      async () => expect(await admin.call('CLUSTER', 'INFO')).toContain('cluster_state:ok'),
      10_000,
    );
    admin.disconnect();
  });
  afterEach(() => {
    for (const client of clients) client.disconnect();
    clients = [];
  });
  afterAll(async () => {
    for (const server of servers) {
      server.kill('SIGKILL');
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
    }
    await rm(directory, { recursive: true, force: true });
  });

  function fileOption(name: string): string[] {
    const file = { cert: 'cert.pem', key: 'key.pem', 'ca-cert': 'cert.pem' }[name]!;
    return [`--tls-${name}-file`, join(directory, file)];
  }

  async function start(...settings: string[]): Promise<void> {
    const place = ['--bind', '127.0.0.1', '::1', '--dir', directory, '--save', ''];
    const server = spawn('redis-server', [...place, ...settings], { stdio: ['ignore', 'pipe', 'inherit'] });
    servers.push(server);
    let log = '';
    for await (const chunk of server.stdout) {
      log += String(chunk);
      if (log.includes('Ready to accept connections')) return void server.stdout.resume();
    }
    throw new Error(`redis-server did not start:\n${log}`);
  }

  const open = (url: string, trusted: boolean) => {
    const client = connectRedis(url, { connectionName: 'shop', ...(trusted ? { tls: { ca } } : {}) });
    client.on('error', () => {});
    clients.push(client);
    return client;
  };
  const user = 'app:p%40ss%2Fw%3Ard%25';

  it.each([
    ['an IPv6 address', () => `redis://[::1]:${ports.plain}`],
    ['a user without permission for CLIENT and INFO', () => `redis://${user}@127.0.0.1:${ports.plain}/2`],
    ['TLS', () => `rediss://${user}@localhost:${ports.tls}`],
    ['TLS on an IPv6 address', () => `rediss://[::1]:${ports.tls}`],
    ['a Cluster over TLS', () => `rediss-cluster://127.0.0.1:${ports.cluster}`],
    [
      'a Cluster over TLS, on an IPv6 address and as a user',
      () => `rediss-cluster://${user}@[::1]:${ports.cluster}`,
    ],
  ])('works with %s', async (_what, url) => {
    const client = open(url(), url().startsWith('rediss'));
    await once(client, 'ready');
    await client.set('key', 'value');
    expect(await client.get('key')).toBe('value');
  });

  it.each([
    [
      'an untrusted certificate',
      () => `rediss://127.0.0.1:${ports.tls}`,
      /not trusted: set NODE_EXTRA_CA_CERTS/,
    ],
    [
      'an untrusted certificate of a Cluster',
      () => `rediss-cluster://127.0.0.1:${ports.cluster}`,
      /not trusted: set NODE_EXTRA_CA_CERTS/,
    ],
    ['a wrong password', () => `redis://app:wrong@127.0.0.1:${ports.plain}`, /refused the user or password/],
    ['a single server as a Cluster', () => `redis-cluster://127.0.0.1:${ports.plain}`, /is not a Cluster/],
  ])('says what to change for %s', async (_what, url, sentence) => {
    const client = open(url(), false);
    const [error] = (await once(client, 'error')) as [Error];
    expect(await redisProblem(error, url())).toMatch(sentence);
  });
});

async function freePort(): Promise<number> {
  // A Cluster node also listens on its port plus 10,000.
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    if (port < 55_000) return port;
  }
}
