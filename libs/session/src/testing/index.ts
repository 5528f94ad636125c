export { describeSessionStore, type StoreUnderTest } from './session-store.contract.js';
export { describeSessionConcurrency } from './session-concurrency.contract.js';
