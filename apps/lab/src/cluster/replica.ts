import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import type { ListedReplica } from '../balancer/replica-list.js';
import { CHECKOUT } from '../checkout.js';
import { freePort } from '../processes/ports.js';
import type { ProcessLedger } from '../processes/process-ledger.js';
import { Program } from '../processes/program.js';
import { Supervision } from '../processes/supervision.js';
import { readinessOf } from './readiness.js';

/** Draining takes eight seconds at most, in milliseconds. */
const RETIRE_TIMEOUT = 10_000;

/** So many times in a row without an answer, and a running replica counts as silent: once may be a busy moment. */
const MISSES = 2;

/** How to start a replica. */
export interface ReplicaOptions {
  id: string;
  command: readonly string[];
  environment: NodeJS.ProcessEnv;
  directory: string;
  ledger: ProcessLedger;
}

/**
 * One replica, started again on the same port whenever it ends, so that no balancer needs to be told.
 * Emits `change` when its pid or its state is another, `died` with a few words when it ended by itself.
 */
export class Replica extends EventEmitter<{ change: []; died: [how: string]; ready: [] }> {
  state: ListedReplica['state'] = 'up';
  readonly #options: ReplicaOptions;
  readonly #supervision = new Supervision({
    ended: () => this.#program.ended,
    died: (how) => this.emit('died', how),
    launch: () => this.#launch(),
  });
  #program!: Program;
  #misses = 0;

  private constructor(
    options: ReplicaOptions,
    readonly port: number,
  ) {
    super();
    this.#options = options;
  }

  /**
   * Starts a replica and waits until it is ready.
   * @throws LauncherError where the very first start fails; later ones are tried again.
   */
  static async start(options: ReplicaOptions): Promise<Replica> {
    const replica = new Replica(options, await freePort());
    const started = Date.now();
    await replica.#launch();
    void replica.#supervision.begin(started);
    return replica;
  }

  get id(): string {
    return this.#options.id;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The process of this moment; the one that just ended until the next one runs. */
  get pid(): number {
    return this.#program.pid;
  }

  /** Sends the process a signal. */
  signal(signal: NodeJS.Signals): void {
    this.#program.signal(signal);
  }

  /** Ends the process in good order and waits for the next one: a step of a rolling restart. */
  async restart(): Promise<void> {
    const ready = once(this, 'ready');
    this.signal('SIGTERM');
    await ready;
  }

  /** Stops the process permanently. SIGINT skips the wait for the balancers, which have stopped by then. */
  async stop(): Promise<void> {
    this.#supervision.end();
    await this.#program.stop();
  }

  /** Stops the process permanently and gracefully, while balancers send visitors: scaling down. */
  async retire(): Promise<void> {
    this.#supervision.end();
    await this.#program.stop('SIGTERM', RETIRE_TIMEOUT);
  }

  /** Whether it runs and does not answer: frozen, or hopelessly late. */
  get silent(): boolean {
    return this.#misses >= MISSES;
  }

  /** Asks the replica whether it takes work. One that has ended is left to nginx: it refuses, which costs nothing. */
  async lookAtReadiness(): Promise<void> {
    if (!this.#program.running) return;
    const readiness = await readinessOf(this.url);
    const before = `${this.state} ${this.silent}`;
    this.#misses = readiness === undefined && this.#program.running ? this.#misses + 1 : 0;
    this.state = readiness ?? this.state;
    if (`${this.state} ${this.silent}` !== before) this.emit('change');
  }

  async #launch(): Promise<void> {
    const { id, command, environment, directory, ledger } = this.#options;
    const program = await Program.start({
      name: id,
      command: process.execPath,
      args: [...command],
      environment: { ...environment, HOST: '127.0.0.1', PORT: String(this.port), REPLICA_ID: id },
      directory: CHECKOUT,
      logFile: join(directory, `${id}.log`),
      ledger,
      stopSignal: 'SIGINT',
      stopTimeout: 4_000,
    });
    this.#program = program;
    try {
      await program.ready(async () => (await readinessOf(this.url)) === 'up', 60_000);
    } catch (error) {
      await program.stop();
      throw error;
    }
    this.state = 'up';
    this.#misses = 0;
    this.emit('change');
    this.emit('ready');
  }
}
