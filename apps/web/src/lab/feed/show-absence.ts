import type { Telemetry } from '../../api/types';

/**
 * Returns an event that shows each replica as down that went down and came back since the previous event. A crash and a start can fit between
 * two events, most of all when it is the replica that sends them: the next one to send sees only a new process.
 */
export function showAbsence(before: Telemetry | undefined, event: Telemetry): Telemetry {
  if (!before) return event;
  const earlier = new Map(before.replicas.map((replica) => [replica.id, replica]));
  return {
    ...event,
    replicas: event.replicas.map((replica) => {
      const then = earlier.get(replica.id);
      const back = replica.state === 'up' && then?.state === 'up' && then.since !== replica.since;
      return back ? { ...replica, ...DOWN } : replica;
    }),
  };
}

const DOWN = {
  state: 'down',
  requests: null,
  failed: null,
  sessionsLost: null,
  sessions: null,
  rssBytes: null,
  requestsPerSecond: null,
  p50Ms: null,
  p99Ms: null,
} as const;
