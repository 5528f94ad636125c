import type { StoredSession } from './session-store.js';

const SEPARATOR = 0x7c;
const FIELDS = 5;

/** A record as one string of bytes: `version|createdAt|touchedAt|expiresAt|absoluteExpiresAt|payload`. */
export function formatRecord(session: StoredSession): Buffer {
  const { version, createdAt, touchedAt, expiresAt, absoluteExpiresAt, payload } = session;
  const header = `${[version, createdAt, touchedAt, expiresAt, absoluteExpiresAt].join('|')}|`;
  return Buffer.concat([Buffer.from(header, 'latin1'), payload]);
}

/** The record of those bytes, or undefined where they are none. */
export function parseRecord(value: Buffer): StoredSession | undefined {
  const numbers: number[] = [];
  let at = 0;
  while (numbers.length < FIELDS) {
    const end = value.indexOf(SEPARATOR, at);
    const number = end > at ? Number(value.toString('latin1', at, end)) : NaN;
    if (!Number.isSafeInteger(number)) return undefined;
    numbers.push(number);
    at = end + 1;
  }
  const [version = 0, createdAt = 0, touchedAt = 0, expiresAt = 0, absoluteExpiresAt = 0] = numbers;
  return { version, createdAt, touchedAt, expiresAt, absoluteExpiresAt, payload: value.subarray(at) };
}
