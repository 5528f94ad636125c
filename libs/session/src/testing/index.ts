export { describeSessionStore, type StoreUnderTest } from './session-store.contract.js';
