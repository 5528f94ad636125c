import { readMetrics } from '../measure/replica-metrics.js';

/** What the biggest of the replicas takes. */
export interface Footprint {
  /** Resident memory, in bytes. */
  readonly memory: number;
  /** Sockets, timers and whatever else Node keeps open. */
  readonly handles: number;
}

/** Asks every replica what it takes; one that is just starting is left out. */
export async function footprintOf(replicas: readonly { url: string }[]): Promise<Footprint> {
  const all = await Promise.allSettled(replicas.map(({ url }) => readMetrics(url)));
  const values = all.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const most = (name: string) => Math.max(0, ...values.map((metrics) => metrics.get(name) ?? 0));
  return {
    memory: most('process_resident_memory_bytes'),
    handles: most('nodejs_active_handles_total'),
  };
}
