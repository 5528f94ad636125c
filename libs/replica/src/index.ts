export { Draining, type Closer } from './draining.js';
export { OpenRequests } from './open-requests.js';
export { Readiness, type ReadinessState } from './readiness.js';
export { ReplicaModule } from './replica.module.js';
export type { ReplicaOptions } from './replica.options.js';
export { Replica } from './replica.js';
export { requestIdOf } from './request-id.js';
export { stopOnSignals } from './stop-on-signals.js';
