import type { Telemetry } from '../../api/types';

/**
 * How many sessions visitors named in vain, from the first of these events to each. A replica counts from its start, so one
 * that was started again begins at nothing.
 */
export function lostSoFar(events: readonly Telemetry[]): number[] {
  const before = new Map<string, number>();
  let total = 0;
  return events.map(({ replicas }, at) => {
    for (const { id, startedAt, sessionsLost } of replicas) {
      if (startedAt === null || sessionsLost === null) continue;
      const process = `${id} ${startedAt}`;
      if (at > 0) total += Math.max(0, sessionsLost - (before.get(process) ?? 0));
      before.set(process, sessionsLost);
    }
    return total;
  });
}
