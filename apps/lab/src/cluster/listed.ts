import type { ListedReplica } from '../balancer/replica-list.js';

/** A replica as its launcher knows it. */
export interface KnownReplica extends ListedReplica {
  /** It runs and does not answer. */
  readonly silent: boolean;
}

/**
 * What balancers are to be told. Silent replicas are taken off, but never more than half of all: where most do not answer, the
 * fault may lie with who asks, and nginx goes past those that it cannot reach by itself.
 */
export function listed(replicas: readonly KnownReplica[]): ListedReplica[] {
  let mayGo = Math.floor(replicas.length / 2);
  return replicas.map(({ id, port, state, silent }) => {
    return { id, port, state: silent && mayGo-- > 0 ? 'draining' : state };
  });
}
