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
    private readonly command: readonly string[],
  ) {}

  /** Starts `redis-server` (Debian, Homebrew: package redis) and waits until it accepts connections. */
  static start(...settings: string[]): Promise<RedisServer> {
    return RedisServer.run(['redis-server'], ...settings);
  }

  /** Starts another Redis, or a Valkey, by its command. */
  static async run(command: readonly string[], ...settings: string[]): Promise<RedisServer> {
    const directory = await mkdtemp(join(tmpdir(), 'redis-'));
    const place = [
      '--port',
      '0',
      '--unixsocket',
      join(directory, 'redis.sock'),
      '--dir',
      directory,
      '--save',
      '',
    ];
    const whole = [...command, ...place, ...settings];
    return new RedisServer(await launch(whole), directory, whole);
  }

  /** Starts it again after it ended, without its data. */
  async restart(): Promise<void> {
    this.process = await launch(this.command);
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

async function launch(command: readonly string[]): Promise<ChildProcess> {
  const [program, ...args] = command;
  const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let log = '';
  for await (const chunk of child.stdout) {
    log += String(chunk);
    if (/ready to accept connections/i.test(log)) return child;
  }
  throw new Error(`${command.join(' ')} did not start:\n${log}`);
}
