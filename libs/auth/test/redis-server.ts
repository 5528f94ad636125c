import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis, type RedisOptions } from 'ioredis';

/** A real Redis for one test file, on a Unix socket of its own: no port to collide on, nothing left behind. */
export class RedisServer {
  private server: ChildProcess | undefined;
  private readonly clients: Redis[] = [];

  private constructor(private readonly directory: string) {}

  /** Starts the `redis-server` program (package redis of Debian or Homebrew). */
  static async start(): Promise<RedisServer> {
    const redis = new RedisServer(await mkdtemp(join(tmpdir(), 'auth-redis-')));
    await redis.restart();
    return redis;
  }

  /** Starts the program again after {@link kill}; what it held is gone. */
  async restart(): Promise<void> {
    const settings = ['--port', '0', '--unixsocket', this.socket, '--dir', this.directory, '--save', ''];
    const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.once('exit', (code) => reject(new Error(`redis-server ended with ${String(code)}`)));
      server.stdout.on('data', (text) => String(text).includes('ready to accept connections') && resolve());
    });
  }

  /** Ends the program at once, as a crash would. */
  async kill(): Promise<void> {
    const { server } = this;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  /** Freezes the program: it keeps what it holds, and answers nobody until {@link thaw}. */
  freeze(): void {
    this.server?.kill('SIGSTOP');
  }

  /** Lets it go on with whatever was asked meanwhile. */
  thaw(): void {
    this.server?.kill('SIGCONT');
  }

  /** A connection that fails fast. */
  connect(options: RedisOptions = {}): Redis {
    const client = new Redis({
      path: this.socket,
      maxRetriesPerRequest: 0,
      commandTimeout: 2000,
      ...options,
    });
    client.on('error', () => undefined);
    this.clients.push(client);
    return client;
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.disconnect();
    await this.kill();
    await rm(this.directory, { recursive: true, force: true });
  }

  private get socket(): string {
    return join(this.directory, 'redis.sock');
  }
}
