import type { SessionLife, SessionLifetime, StoredSession } from './session-store.js';

const SEPARATOR = 0x7c;
const ZERO = 0x30;
const NINE = 0x39;
const FIELDS = 5;

/** Returns a record as bytes: `version|createdAt|touchedAt|expiresAt|absoluteExpiresAt|payload`. */
export function formatRecord(session: StoredSession): Buffer {
  const { version, createdAt, touchedAt, expiresAt, absoluteExpiresAt, payload } = session;
  const header = `${[version, createdAt, touchedAt, expiresAt, absoluteExpiresAt].join('|')}|`;
  return Buffer.concat([Buffer.from(header, 'latin1'), payload]);
}

/** Parses what {@link formatRecord} made. Returns undefined for anything else. */
export function parseRecord(value: Buffer): StoredSession | undefined {
  const numbers: number[] = [];
  let at = 0;
  while (numbers.length < FIELDS) {
    const begin = at;
    let number = 0;
    for (let byte = value[at]; byte !== SEPARATOR; byte = value[++at]) {
      if (byte === undefined || byte < ZERO || byte > NINE) return undefined;
      number = number * 10 + byte - ZERO;
    }
    if (at === begin || !Number.isSafeInteger(number)) return undefined;
    numbers.push(number);
    at++;
  }
  const [version = 0, createdAt = 0, touchedAt = 0, expiresAt = 0, absoluteExpiresAt = 0] = numbers;
  return { version, createdAt, touchedAt, expiresAt, absoluteExpiresAt, payload: value.subarray(at) };
}

/** Returns a new record, at version 1. Its life is the one of `continues`, if given, else it begins at `now`. */
export function newRecord(
  now: number,
  payload: Buffer,
  lifetime: SessionLifetime,
  continues: SessionLife = { createdAt: now, absoluteExpiresAt: now + lifetime.absoluteMs },
): StoredSession {
  const { createdAt, absoluteExpiresAt } = continues;
  return usedAt(now, { version: 1, payload, createdAt, absoluteExpiresAt }, lifetime);
}

/** Returns a session that is used at `now`: its idle timeout is reset, its absolute timeout stays. */
export function usedAt(
  now: number,
  session: Omit<StoredSession, 'touchedAt' | 'expiresAt'>,
  { idleMs }: SessionLifetime,
): StoredSession {
  return { ...session, touchedAt: now, expiresAt: Math.min(session.absoluteExpiresAt, now + idleMs) };
}

/**
 * Returns the same bytes in memory of their own, for a cache: a copy unless they have it already. A small Buffer is a
 * view of a pool, and bytes from a socket are a view of the whole network buffer, which the view would keep alive.
 */
export function ownBytes(view: Buffer): Buffer {
  if (view.buffer.byteLength === view.length) return view;
  const own = Buffer.allocUnsafeSlow(view.length);
  view.copy(own);
  return own;
}
