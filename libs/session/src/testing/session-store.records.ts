import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { SessionKey, SessionStore, StoredSession } from '../store/session-store.js';

/** Timeouts that end no session while a test runs. */
export const lifetime = { idleMs: 60_000, absoluteMs: 600_000 };

/** Returns what a write has stored. */
export function stored(result: Awaited<ReturnType<SessionStore['compareAndSet']>>): StoredSession {
  if (result.outcome !== 'stored') assert.fail(`expected the write to be stored: ${result.outcome}`);
  return result.session;
}

/** Returns what a session keeps as long as it lives. */
export function lifeOf({
  createdAt,
  absoluteExpiresAt,
}: StoredSession): Pick<StoredSession, 'createdAt' | 'absoluteExpiresAt'> {
  return { createdAt, absoluteExpiresAt };
}

/** Returns the key of a new record, of a user or of a guest. */
export function keyOf(user?: string): SessionKey {
  const suffix = randomBytes(16).toString('base64url');
  return {
    tag: user ?? `g${suffix}`,
    hash: randomBytes(32).toString('base64url'),
    indexed: user !== undefined,
  };
}

/** Returns a payload. */
export function bytes(text: string): Buffer {
  return Buffer.from(text);
}
