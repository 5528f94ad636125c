export { SessionBackend, unchanged } from './session-backend.js';
export type * from './session-backend.js';
export { StoredSessions } from './backend/stored-sessions.js';
export type {
  SessionEvents,
  SessionTimeouts,
  StoredSessionsOptions,
} from './backend/stored-sessions.options.js';
export { jsonCodec, type SessionCodec } from './codec/session-codec.js';
export type { SessionCookieOptions } from './cookie/session-cookie.js';
export { KeyRing, type SealingKey } from './encryption/key-ring.js';
export { RequestSession, type RequestSessionOptions } from './request-session.js';
export { SessionExceptionFilter } from './session-exception.filter.js';
export { SessionModule, type SessionModuleOptions } from './session.module.js';
// By `export *`, since a declaration cannot be merged through a named re-export.
export * from './session.js';
export * from './session.errors.js';
export { CurrentSession, Sessions } from './sessions.js';
export { MemorySessionStore, type MemorySessionStoreOptions } from './store/memory-session.store.js';
export { RedisSessionStore, type RedisSessionStoreOptions } from './store/redis-session.store.js';
export { SessionStore } from './store/session-store.js';
export type * from './store/session-store.js';
export type { SessionTransportOptions } from './transport/session-transport.js';
