import type { StoredSession } from './session-store.js';

const SEPARATOR = 0x7c;
const ZERO = 0x30;
const NINE = 0x39;
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
