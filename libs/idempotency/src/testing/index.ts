export { describeIdempotencyStore, type StoreUnderTest } from './idempotency-store.contract.js';
