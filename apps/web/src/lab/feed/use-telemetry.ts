import { useSyncExternalStore } from 'react';
import type { Telemetry } from '../../api/types';
import { telemetryFeed } from './telemetry-feed';

/** The latest two minutes of the cluster, the newest last; empty before the first word of it. */
export function useTelemetry(): readonly Telemetry[] {
  return useSyncExternalStore(telemetryFeed.subscribe, () => telemetryFeed.events);
}
