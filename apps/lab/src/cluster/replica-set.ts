import { EventEmitter } from 'node:events';
import type { ReplicaList } from '../balancer/replica-list.js';
import { listed } from './listed.js';
import { Replica, type ReplicaOptions } from './replica.js';

/** How often each replica is asked whether it takes work, in milliseconds. */
const LOOK_EVERY = 500;

/**
 * All replicas of a cluster, and the list of them that the balancers read.
 * Emits `change` when a pid or a state is another, and `news` with a line for the user.
 */
export class ReplicaSet extends EventEmitter<{ change: []; news: [line: string] }> {
  #looking?: NodeJS.Timeout;
  /** Whether the list, and what listeners write, is as it should be. */
  #told = true;

  readonly #replicas: Replica[] = [];

  private constructor(
    private readonly options: Omit<ReplicaOptions, 'id'>,
    private readonly list: ReplicaList,
  ) {
    super();
  }

  /** Starts `count` replicas side by side and lists them once all are ready; where one fails, none is left. */
  static async start(
    count: number,
    options: Omit<ReplicaOptions, 'id'>,
    list: ReplicaList,
  ): Promise<ReplicaSet> {
    const set = new ReplicaSet(options, list);
    try {
      await set.scale(count);
    } catch (error) {
      await set.stop();
      throw error;
    }
    set.#lookLater();
    return set;
  }

  /** The replicas of this moment. */
  get all(): readonly Replica[] {
    return this.#replicas;
  }

  /** @throws RangeError where there is no such replica. */
  get(id: string): Replica {
    const replica = this.#replicas.find((candidate) => candidate.id === id);
    if (!replica) throw new RangeError(`There is no replica ${id}.`);
    return replica;
  }

  /** Restarts every replica, one after the other, each only when the one before takes work again. */
  async roll(): Promise<void> {
    for (const replica of [...this.#replicas]) await replica.restart();
  }

  /**
   * Starts replicas, or ends the last ones in good order, until there are `count`. Settles once the list says so.
   * @throws LauncherError where one does not start; those that did stay.
   */
  async scale(count: number): Promise<void> {
    const missing = count - this.#replicas.length;
    if (missing <= 0) return this.#retire(this.#replicas.slice(count));
    const first = this.#replicas.length + 1;
    const started = await Promise.allSettled(
      Array.from({ length: missing }, (_, at) =>
        Replica.start({ ...this.options, id: `shop-${first + at}` }),
      ),
    );
    for (const result of started) if (result.status === 'fulfilled') this.#take(result.value);
    this.#tell();
    const failure = started.find((result) => result.status === 'rejected');
    if (failure) throw failure.reason;
  }

  async stop(): Promise<void> {
    clearTimeout(this.#looking);
    await Promise.all(this.#replicas.map((replica) => replica.stop()));
  }

  async #retire(leaving: readonly Replica[]): Promise<void> {
    await Promise.all(leaving.map((replica) => replica.retire()));
    for (const replica of leaving) this.#replicas.splice(this.#replicas.indexOf(replica), 1);
    this.#tell();
  }

  #take(replica: Replica): void {
    this.#replicas.push(replica);
    replica.on('change', () => this.#tell());
    replica.on('died', (how) => this.emit('news', `${replica.id} ended (${how}): starting it again`));
    replica.on('ready', () => this.emit('news', `${replica.id} is ready again`));
  }

  /** A full disk does not end the launcher: the next look tries again. */
  #tell(): void {
    const before = this.#told;
    try {
      this.list.write(listed(this.#replicas));
      this.emit('change');
      this.#told = true;
    } catch (error) {
      this.#told = false;
      if (before) this.emit('news', `the list of replicas cannot be written: ${String(error)}`);
    }
  }

  #lookLater(): void {
    this.#looking = setTimeout(() => {
      void Promise.all(this.#replicas.map((replica) => replica.lookAtReadiness())).then(() => {
        if (!this.#told) this.#tell();
        this.#lookLater();
      });
    }, LOOK_EVERY);
  }
}
