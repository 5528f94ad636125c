import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signalGroup } from '../../apps/lab/src/processes/process-ledger.js';
import { Program } from '../../apps/lab/src/processes/program.js';
import type { Gate } from '../../apps/check/src/gate/gate.js';
import { commandOf, folderOf, type AppCommand } from './app-command.js';
import type { Stage } from './stage.js';

/** Three replicas of one app. */
export class Play {
  private readonly replicas: Program[] = [];

  private constructor(
    readonly stage: Stage,
    private readonly app: string,
    private readonly command: AppCommand,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /**
   * Starts the app and waits until each replica answers.
   * @param app a TypeScript file, or a folder with a file `start`
   * @throws LauncherError with what the app said last, where it does not compile or start
   */
  static async start(
    stage: Stage,
    app: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<Play> {
    await stage.admin.flushall();
    const play = new Play(stage, app, await commandOf(app), { ...environment });
    try {
      const started = await Promise.all(stage.ports.map((_, at) => play.launch(at)));
      play.replicas.push(...started);
    } catch (error) {
      await stage.ledger.sweep();
      throw error;
    }
    return play;
  }

  get url(): string {
    return this.stage.balancer.url;
  }

  /** How the app asks to be balanced, in `balancer.json` beside it. */
  get routing(): string {
    const file = join(folderOf(this.app), 'balancer.json');
    if (!existsSync(file)) return 'any';
    return (JSON.parse(readFileSync(file, 'utf8')) as { routing: string }).routing;
  }

  /** The address of one replica, past the balancer. @param id `app-1` to `app-3` */
  urlOf(id: string): string {
    return `http://127.0.0.1:${this.stage.ports[Number(id.slice(4)) - 1]}`;
  }

  /** What stands between one replica and Redis. @param id `app-1` to `app-3` */
  gateOf(id: string): Gate {
    return this.stage.gates[Number(id.slice(4)) - 1]!;
  }

  /**
   * Kills a replica as a crash would, and starts it again.
   * @param id `app-1` to `app-3`
   * @param changes settings that are others from now on, for this replica and those started later
   */
  async crash(id: string, changes: Readonly<Record<string, string>> = {}): Promise<void> {
    Object.assign(this.environment, changes);
    const at = Number(id.slice(4)) - 1;
    // The group: what `start` names may be a shell, or have workers.
    signalGroup(this.replicas[at]!.pid, 'SIGKILL');
    await this.replicas[at]!.ended;
    this.replicas[at] = await this.launch(at);
  }

  /** Restarts every replica, one after the other. @param changes settings that are others from now on */
  async roll(changes: Readonly<Record<string, string>> = {}): Promise<void> {
    Object.assign(this.environment, changes);
    for (const [at, replica] of this.replicas.entries()) {
      await replica.stop();
      this.replicas[at] = await this.launch(at);
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.stop()));
  }

  private async launch(at: number): Promise<Program> {
    const port = this.stage.ports[at]!;
    const program = await Program.start({
      name: `app-${at + 1}`,
      ...this.command,
      environment: {
        PATH: process.env.PATH,
        PORT: String(port),
        REPLICA_ID: `app-${at + 1}`,
        REDIS_URL: `redis://127.0.0.1:${this.stage.gates[at]!.port}`,
        ...this.environment,
      },
      logFile: join(this.stage.directory, `app-${at + 1}.log`),
      ledger: this.stage.ledger,
      stopSignal: 'SIGKILL',
    });
    try {
      await program.ready(() => answers(port), 20_000);
    } catch (error) {
      await program.stop();
      throw error;
    }
    return program;
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    await (
      await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(1000) })
    ).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
