import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis, type RedisOptions } from 'ioredis';

/** A real Redis for one test file, on a socket of its own: no port to collide on, nothing left behind. */
export class RedisServer {
  private readonly clients: Redis[] = [];

  private constructor(
    readonly process: ChildProcess,
    readonly directory: string,
  ) {}

  /** Starts `redis-server` (Debian, Homebrew: package redis) and waits until it takes connections. */
  static async start(...settings: string[]): Promise<RedisServer> {
    const directory = await mkdtemp(join(tmpdir(), 'redis-'));
    const socket = join(directory, 'redis.sock');
    const settle = ['--port', '0', '--unixsocket', socket, '--dir', directory, '--save', '', ...settings];
    const process = spawn('redis-server', settle, { stdio: ['ignore', 'pipe', 'inherit'] });
    let log = '';
    for await (const chunk of process.stdout!) {
      log += String(chunk);
      if (log.includes('The server is now ready to accept connections')) break;
    }
    if (process.exitCode !== null) throw new Error(`redis-server did not start:\n${log}`);
    return new RedisServer(process, directory);
  }

  /** The path of the socket that it listens on. */
  get socket(): string {
    return join(this.directory, 'redis.sock');
  }

  /** A connection that fails fast, as sessions want it. */
  connect(options: RedisOptions = {}): Redis {
    const client = new Redis({
      path: this.socket,
      maxRetriesPerRequest: 0,
      commandTimeout: 2000,
      ...options,
    });
    client.on('error', () => {});
    this.clients.push(client);
    return client;
  }

  /** Ends the connections and the server, and removes its directory. */
  async stop(): Promise<void> {
    for (const client of this.clients) client.disconnect();
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill('SIGKILL');
      await once(this.process, 'exit');
    }
    await rm(this.directory, { recursive: true, force: true });
  }
}
