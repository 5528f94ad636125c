import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Telemetry } from '../../api/types';
import { telemetryFeed } from './telemetry-feed';

/** After this many milliseconds without an event, what is shown is old. A change of the replica that sends them takes less. */
const OLD_MS = 6000;

/** The latest two minutes of the cluster, the newest last; empty before the first event. */
export function useTelemetry(): readonly Telemetry[] {
  return useSyncExternalStore(telemetryFeed.subscribe, () => telemetryFeed.events);
}

/** Whether the cluster has been silent since that event, or since the page was opened, for so long that it may be another by now. */
export function useSilence(latest: Telemetry | undefined): boolean {
  const [silent, setSilent] = useState(false);
  useEffect(() => {
    setSilent(false);
    const timer = setTimeout(() => setSilent(true), OLD_MS);
    return () => clearTimeout(timer);
  }, [latest]);
  return silent;
}
