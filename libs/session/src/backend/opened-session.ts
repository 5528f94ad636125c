import type { SetCookie } from 'cookie';
import type { SessionEnvelope } from '../codec/session-envelope.js';
import type { FrozenSessionData } from '../session-data.js';
import type { SessionKey, StoredSession } from '../store/session-store.js';
import type { EncodedRecord } from './record-format.js';
import type { OpenedSession, SessionInfo, SessionRequest } from './session-backend.js';

/** What `StoredSessions` keeps of a session between opening and committing it. */
export interface StoredHandle {
  readonly key: SessionKey | undefined;
  readonly stored: StoredSession | undefined;
  readonly device: Device;
}

export const EMPTY: FrozenSessionData = Object.freeze({});

type Device = SessionEnvelope['device'];

/** The session of a request that has none. */
export function nothing(request: SessionRequest): OpenedSession {
  const handle: StoredHandle = { key: undefined, stored: undefined, device: request.device };
  return {
    handle,
    data: EMPTY,
    info: { id: undefined, ref: undefined, createdAt: undefined, version: 0 },
    cookies: [],
  };
}

/** A session as it was loaded. */
export function opened(
  key: SessionKey,
  stored: StoredSession,
  data: FrozenSessionData,
  device: Device,
): OpenedSession {
  const handle: StoredHandle = { key, stored, device };
  return { handle, data, info: infoOf(key, stored), cookies: [] };
}

/** A session as it was just written. */
export function written(
  key: SessionKey,
  stored: StoredSession,
  record: EncodedRecord,
  device: Device,
  cookies: readonly SetCookie[],
): OpenedSession {
  const handle: StoredHandle = { key, stored, device };
  return {
    handle,
    info: infoOf(key, stored),
    cookies,
    // Read again only when asked for: most requests are over once they have written.
    get data() {
      return record.reread().data;
    },
  };
}

/** A short hash that is safe to log. */
export function refOf(key: SessionKey): string {
  return key.hash.slice(0, 8);
}

function infoOf(key: SessionKey, stored: StoredSession): SessionInfo {
  return { id: key.hash, ref: refOf(key), createdAt: stored.createdAt, version: stored.version };
}
