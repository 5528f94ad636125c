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
    public process: ChildProcess,
    readonly directory: string,
    private readonly settings: readonly string[],
  ) {}

  /** Starts `redis-server` (Debian, Homebrew: package redis) and waits until it takes connections. */
  static async start(...settings: string[]): Promise<RedisServer> {
    const directory = await mkdtemp(join(tmpdir(), 'redis-'));
    return new RedisServer(await launch(directory, settings), directory, settings);
  }

  /** Starts it again after it ended, with nothing of what it held. */
  async restart(): Promise<void> {
    this.process = await launch(this.directory, this.settings);
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

async function launch(directory: string, settings: readonly string[]): Promise<ChildProcess> {
  const settle = [
    '--port',
    '0',
    '--unixsocket',
    join(directory, 'redis.sock'),
    '--dir',
    directory,
    '--save',
    '',
  ];
  const child = spawn('redis-server', [...settle, ...settings], { stdio: ['ignore', 'pipe', 'inherit'] });
  let log = '';
  for await (const chunk of child.stdout) {
    log += String(chunk);
    if (log.includes('The server is now ready to accept connections')) return child;
  }
  throw new Error(`redis-server did not start:\n${log}`);
}
