import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

/** `starting` until Nest is up, `ready` while it takes traffic, `draining` once it was told to stop. */
export type ReadinessState = 'starting' | 'ready' | 'draining';

/**
 * Whether a balancer should send new visitors here. It says nothing about databases and other dependencies:
 * they are the same for every replica, and one that answers errors beats a site with no replica at all.
 */
@Injectable()
export class Readiness implements OnApplicationBootstrap {
  #state: ReadinessState = 'starting';
  #since = new Date();

  get state(): ReadinessState {
    return this.#state;
  }

  /** When the state was entered. */
  get since(): Date {
    return this.#since;
  }

  get isReady(): boolean {
    return this.#state === 'ready';
  }

  onApplicationBootstrap(): void {
    if (this.#state === 'starting') this.#enter('ready');
  }

  /** From now on not ready; there is no way back but a restart. Requests are still served. */
  drain(): void {
    if (this.#state !== 'draining') this.#enter('draining');
  }

  #enter(state: ReadinessState): void {
    this.#state = state;
    this.#since = new Date();
  }
}
