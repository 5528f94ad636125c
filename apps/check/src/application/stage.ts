import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../lab/src/processes/ports.js';
import { ProcessLedger } from '../../../lab/src/processes/process-ledger.js';
import { Program } from '../../../lab/src/processes/program.js';
import { startRedis } from '../../../lab/src/services/redis.js';
import type { Service } from '../../../lab/src/services/service.js';
import { Gate } from '../gate/gate.js';
import type { Config } from './config.js';

/** Two replicas of an application, each behind a gate of its own before one Redis. */
export class Stage {
  readonly gates: Gate[] = [];
  readonly origins: string[] = [];
  readonly #replicas: Program[] = [];
  #redis: Service | undefined;
  #closed: Promise<void> | undefined;
  #keepsLogs = false;

  private constructor(
    readonly config: Config,
    readonly directory: string,
    private readonly ledger: ProcessLedger,
  ) {}

  /**
   * @param signal closes it, also while it opens
   * @throws LauncherError with the last words of what did not start
   */
  static async open(config: Config, signal?: AbortSignal): Promise<Stage> {
    const directory = mkdtempSync(join(tmpdir(), 'session-check-'));
    const stage = new Stage(config, directory, new ProcessLedger(directory));
    signal?.addEventListener('abort', () => void stage.close());
    try {
      stage.#redis = await startRedis({ directory, ledger: stage.ledger });
      for (const _ of [1, 2]) stage.gates.push(await Gate.open(new URL(stage.#redis.url)));
      stage.#replicas.push(...(await Promise.all([1, 2].map((number) => stage.#start(number)))));
    } catch (error) {
      // Its error names the log of the replica: the log must outlive the stage.
      stage.#keepsLogs = !signal?.aborted;
      await stage.close();
      throw error;
    }
    return stage;
  }

  /** The address of the Redis behind the gates. */
  get redisUrl(): URL {
    return new URL((this.#redis as Service).url);
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    this.ledger.close();
    await Promise.all(this.#replicas.map((replica) => replica.stop()));
    await Promise.all(this.gates.map((gate) => gate.close()));
    await this.#redis?.stop();
    await this.ledger.sweep();
    if (!this.#keepsLogs) rmSync(this.directory, { recursive: true, force: true });
  }

  async #start(number: number): Promise<Program> {
    const { config, ledger } = this;
    const port = await freePort();
    this.origins[number - 1] = `http://127.0.0.1:${port}`;
    const program = await Program.start({
      name: `replica ${number} of ${config.name}`,
      command: 'sh',
      args: ['-c', `exec ${config.start}`],
      directory: config.directory,
      environment: {
        ...process.env,
        ...config.environment,
        PORT: String(port),
        REPLICA_ID: String(number),
        REDIS_URL: `redis://127.0.0.1:${this.gates[number - 1]?.port}`,
      },
      logFile: join(this.directory, `replica-${number}.log`),
      ledger,
      stopSignal: 'SIGKILL',
    });
    await program.ready(() => answers(port));
    return program;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ port, host: '127.0.0.1', path: '/', agent: false, timeout: 1000 }, (response) => {
      response.resume();
      resolve(true);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
