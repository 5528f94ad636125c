export { SessionBackend } from './backend/session-backend.js';
export type { OpenedSession, SessionDelta, SessionInfo, SessionRequest } from './backend/session-backend.js';
export { SealedSessions, type SealedSessionsOptions } from './backend/sealed-sessions.js';
export { StoredSessions } from './backend/stored-sessions.js';
export type { SessionTimeouts, StoredSessionsOptions } from './backend/stored-sessions.options.js';
export { jsonCodec, type SessionCodec } from './codec/session-codec.js';
export type { SessionCookieOptions } from './cookie/session-cookie.js';
export { KeyRing, type SealingKey } from './seal/key-ring.js';
// By `export *`, since a declaration cannot be merged through a named re-export.
export * from './session-data.js';
export * from './session.errors.js';
export { SessionModule } from './session.module.js';
export { SessionModuleOptions } from './session.module-definition.js';
export { SessionScope } from './session-scope.js';
export type { Session, SessionControls } from './session.js';
export { MemorySessionStore, type MemorySessionStoreOptions } from './store/memory-session.store.js';
export { RedisSessionStore, type RedisSessionStoreOptions } from './store/redis-session.store.js';
export { SessionStore } from './store/session-store.js';
export type * from './store/session-store.js';
