import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpenRequests } from './open-requests.js';
import { Readiness } from './readiness.js';
import { REPLICA_OPTIONS } from './replica.module-definition.js';
import type { ReplicaOptions } from './replica.options.js';

/** Ends something that would stay open for ever: an event stream, a socket, a worker's loop. */
export type Closer = () => void | Promise<void>;

/**
 * Takes a replica out of service without a failed request: unready, so that balancers delist it, while it serves on →
 * `Connection: close` on every answer → streams and sockets end → open requests finish.
 */
@Injectable()
export class Draining {
  readonly #logger = new Logger(Draining.name);
  readonly #closers = new Set<Closer>();
  #drained?: Promise<void>;

  constructor(
    @Inject(REPLICA_OPTIONS) private readonly options: ReplicaOptions,
    private readonly readiness: Readiness,
    private readonly openRequests: OpenRequests,
  ) {}

  /** Has `closer` called when streams and sockets must end. Call what it returns once the stream ended by itself. */
  register(closer: Closer): () => void {
    this.#closers.add(closer);
    return () => this.#closers.delete(closer);
  }

  /**
   * Drains, once however often it is called. Resolves when the last request was answered and no connection is left.
   *
   * @param delistSeconds how long balancers get to notice; 0 where none is in front
   */
  drain(delistSeconds = this.options.delistSeconds ?? 4): Promise<void> {
    return (this.#drained ??= this.#drain(delistSeconds));
  }

  async #drain(delistSeconds: number): Promise<void> {
    this.readiness.drain();
    this.#logger.log(`Draining: serving for ${delistSeconds} s more while balancers delist this replica`);
    await sleep(delistSeconds * 1000);
    this.openRequests.askForNewConnections();
    await this.#closeStreams();
    this.#logger.log(`Closing: ${this.openRequests.count} open requests to finish`);
    await this.openRequests.finish();
  }

  async #closeStreams(): Promise<void> {
    const outcomes = await Promise.allSettled([...this.#closers].map(async (close) => close()));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') this.#logger.error('A stream could not be closed', outcome.reason);
    }
  }
}
