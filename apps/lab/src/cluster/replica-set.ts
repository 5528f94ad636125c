import { EventEmitter } from 'node:events';
import type { ReplicaList } from '../balancer/replica-list.js';
import { Replica, type ReplicaOptions } from './replica.js';

/** How often each replica is asked whether it takes work, in milliseconds. */
const LOOK_EVERY = 500;

/**
 * All replicas of a cluster, and the list of them that the balancers read.
 * Emits `change` when a pid or a state is another, and `news` with a line for the user.
 */
export class ReplicaSet extends EventEmitter<{ change: []; news: [line: string] }> {
  #looking?: NodeJS.Timeout;

  private constructor(
    readonly all: readonly Replica[],
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
    const ids = Array.from({ length: count }, (_, index) => `shop-${index + 1}`);
    const started = await Promise.allSettled(ids.map((id) => Replica.start({ ...options, id })));
    const set = new ReplicaSet(
      started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
      list,
    );
    const failure = started.find((result) => result.status === 'rejected');
    if (failure) {
      await set.stop();
      throw failure.reason;
    }
    set.#follow();
    return set;
  }

  /** @throws RangeError where there is no such replica. */
  get(id: string): Replica {
    const replica = this.all.find((candidate) => candidate.id === id);
    if (!replica) throw new RangeError(`There is no replica ${id}.`);
    return replica;
  }

  /** Restarts every replica, one after the other, each only when the one before takes work again. */
  async roll(): Promise<void> {
    for (const replica of this.all) await replica.restart();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#looking);
    await Promise.all(this.all.map((replica) => replica.stop()));
  }

  #follow(): void {
    this.list.write(this.all);
    for (const replica of this.all) {
      replica.on('change', () => {
        this.list.write(this.all);
        this.emit('change');
      });
      replica.on('died', (how) => this.emit('news', `${replica.id} ended (${how}): starting it again`));
      replica.on('ready', () => this.emit('news', `${replica.id} is ready again`));
    }
    this.#lookLater();
  }

  #lookLater(): void {
    this.#looking = setTimeout(() => {
      void Promise.all(this.all.map((replica) => replica.lookAtReadiness())).then(() => this.#lookLater());
    }, LOOK_EVERY);
  }
}
