import type { SessionLifetime, StoredSession } from './session-store.js';

/** The times of a session that is used now: its idle timeout begins anew, its absolute end stays. */
export function timesOfUse(
  now: number,
  absoluteExpiresAt: number,
  lifetime: SessionLifetime,
): Pick<StoredSession, 'touchedAt' | 'expiresAt'> {
  return { touchedAt: now, expiresAt: Math.min(absoluteExpiresAt, now + lifetime.idleMs) };
}
