import type { Telemetry } from '../../api/types';

/** Something that happened to the cluster, to be marked on every chart. */
export interface Marker {
  /** In seconds since the epoch. */
  readonly at: number;
  readonly label: string;
}

const STORES = { redis: 'Redis', postgres: 'Postgres', memcached: 'Memcached' };

/** What changed its state from one event to the next, in their order. */
export function markersOf(events: readonly Telemetry[]): Marker[] {
  return events.slice(1).flatMap((event, index) => {
    const before = statesOf(events[index]!);
    const at = Date.parse(event.at) / 1000;
    return [...statesOf(event)]
      .filter(([name, state]) => before.has(name) && before.get(name) !== state)
      .map(([name, state]) => ({ at, label: `${name} ${state}` }));
  });
}

function statesOf({ replicas, stores }: Telemetry): Map<string, string> {
  return new Map([
    ...replicas.map(({ id, state }) => [id, state] as const),
    ...stores.map(({ name, state }) => [STORES[name], state] as const),
  ]);
}
