export { SealedSessions, type SealedSessionsOptions } from './sealed-sessions.js';
