import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A real Redis for one test file, on a Unix socket of its own: no port to collide on, nothing left behind. */
export class RedisServer {
  private readonly clients: Redis[] = [];

  private constructor(
    private readonly server: ChildProcess,
    private readonly directory: string,
  ) {}

  /** Starts the `redis-server` program (package redis of Debian or Homebrew). */
  static async start(): Promise<RedisServer> {
    const directory = await mkdtemp(join(tmpdir(), 'idempotency-redis-'));
    const socket = join(directory, 'redis.sock');
    const settings = ['--port', '0', '--unixsocket', socket, '--dir', directory, '--save', ''];
    const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.once('exit', (code) => reject(new Error(`redis-server ended with ${String(code)}`)));
      server.stdout.on('data', (text) => String(text).includes('ready to accept connections') && resolve());
    });
    return new RedisServer(server, directory);
  }

  connect(): Redis {
    const client = new Redis(join(this.directory, 'redis.sock'));
    this.clients.push(client);
    return client;
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.disconnect();
    this.server.kill('SIGKILL');
    await once(this.server, 'exit');
    await rm(this.directory, { recursive: true, force: true });
  }
}
