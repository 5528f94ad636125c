import { EventEmitter } from 'node:events';
import { LauncherError } from '../processes/launcher-error.js';
import { signalGroup } from '../processes/process-ledger.js';
import { Program, type ProgramOptions } from '../processes/program.js';
import { Supervision } from '../processes/supervision.js';
import type { Service } from './service.js';

/** How to run a service. Its port is among the arguments of the program, so that it is the same after each restart. */
export interface SupervisedServiceOptions {
  url: string;
  program: ProgramOptions;
  /** Whether this process accepts connections. */
  isReady(program: Program): Promise<boolean>;
  /** The error of a start that failed, from the last line of the log; by default the one of {@link Program.ready}. */
  explain?(lastWords: string): LauncherError;
}

/**
 * A service of ours. Whenever it ends by itself it is started again at the same URL, with the data that it keeps on disk;
 * after {@link stop} it stays down until {@link start}. Emits `died` and `ready` around each restart that nobody asked for.
 */
export class SupervisedService extends EventEmitter<{ died: [how: string]; ready: [] }> implements Service {
  readonly url: string;
  readonly name: string;
  readonly #options: SupervisedServiceOptions;
  #supervision: Supervision | undefined;
  #program!: Program;

  private constructor(options: SupervisedServiceOptions) {
    super();
    this.#options = options;
    this.url = options.url;
    this.name = options.program.name;
  }

  /**
   * Starts the service and settles when it accepts connections.
   * @throws LauncherError where this first start fails; later ones are tried again.
   */
  static async start(options: SupervisedServiceOptions): Promise<SupervisedService> {
    const service = new SupervisedService(options);
    await service.start();
    return service;
  }

  /** The current process; the one that just ended until the next one runs. */
  get program(): Program {
    return this.#program;
  }

  /** Starts the service after {@link stop}; does nothing where it was not stopped. */
  async start(): Promise<void> {
    if (this.#supervision) return;
    const supervision = (this.#supervision = new Supervision({
      ended: () => this.#program.ended,
      died: (how) => {
        this.emit('died', how);
        // Its children may outlive it, and hold the port or the data.
        signalGroup(this.#program.pid, 'SIGKILL');
      },
      launch: async () => {
        await this.#launch();
        this.emit('ready');
      },
    }));
    // One that was told to stop still holds the port.
    await (this.#program as Program | undefined)?.ended;
    const started = Date.now();
    try {
      await this.#launch();
    } catch (error) {
      if (this.#supervision === supervision) this.#supervision = undefined;
      throw error;
    }
    void supervision.begin(started);
  }

  async stop(): Promise<void> {
    this.#supervision?.end();
    this.#supervision = undefined;
    await this.#program.stop();
  }

  async #launch(): Promise<void> {
    const { program: options, isReady, explain } = this.#options;
    const program = (this.#program = await Program.start(options));
    try {
      await program.ready(() => isReady(program));
    } catch (error) {
      await program.stop();
      throw error instanceof LauncherError && explain ? explain(program.lastWords()) : error;
    }
  }
}
