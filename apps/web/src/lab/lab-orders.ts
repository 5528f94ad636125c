import { api, take } from '../api/client';
import type { StartCrowd } from '../api/types';

/** What can be done to a replica. */
export type Fault = 'crash' | 'pause' | 'drain';

/** Has a replica do something to itself. It comes back by itself. */
export function breakReplica(id: string, fault: Fault) {
  return take(api.POST('/api/lab/replicas/{id}/{fault}', { params: { path: { id, fault } }, body: {} }));
}

/** Starts one more replica; it shows in the telemetry once it is ready. */
export function addReplica() {
  return take(api.POST('/api/lab/replicas'));
}

/** Stops Redis for everybody, or starts it again. */
export function orderRedis(order: 'stop' | 'start') {
  return take(api.POST('/api/lab/stores/redis/{order}', { params: { path: { order } } }));
}

/** Sends a crowd, or two alike in two modes. */
export function startCrowd(crowd: StartCrowd) {
  return take(api.POST('/api/lab/crowd', { body: crowd }));
}

/** Sends the crowd home. */
export function stopCrowd() {
  return take(api.DELETE('/api/lab/crowd'));
}
