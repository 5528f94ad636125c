export { fingerprint } from './fingerprint.js';
export { IdempotencyKey } from './idempotency-key.decorator.js';
export { Idempotent } from './idempotent.decorator.js';
export {
  IdempotencyKeyInvalidError,
  IdempotencyKeyReusedError,
  IdempotencyScopeMissingError,
  IdempotencyStoreUnavailableError,
  RequestStillRunningError,
  StreamedAnswerError,
} from './idempotency.errors.js';
export { IdempotencyInterceptor } from './idempotency.interceptor.js';
export { IdempotencyModule } from './idempotency.module.js';
export type { IdempotencyOptions, IdempotentRequest } from './idempotency.options.js';
export type { Claim, IdempotencyStore } from './store/idempotency-store.js';
export {
  MemoryIdempotencyStore,
  type MemoryIdempotencyStoreOptions,
} from './store/memory-idempotency.store.js';
export { RedisIdempotencyStore, type RedisIdempotencyStoreOptions } from './store/redis-idempotency.store.js';
