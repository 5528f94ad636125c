import type { SetCookie } from 'cookie';
import type { SessionEnvelope } from '../codec/session-codec.js';
import { NOT_STORED, type OpenedSession, type SessionRequest } from '../session-backend.js';
import { refOf } from '../store/session-store.js';
import type { SessionRecord } from './session-records.js';

/** What `StoredSessions` keeps of a session between opening and committing it: its record, if there is one. */
export type Handle = {
  readonly request: SessionRequest;
  readonly envelope: SessionEnvelope;
} & Partial<SessionRecord>;

/** The handle of a session that is stored. */
export type Current = Handle & SessionRecord;

/** Whether a session is stored, and was not replaced by another. */
export function isStored({ info }: OpenedSession): boolean {
  return info !== NOT_STORED;
}

/** Whether a handle or a record is one of a session, not of a guest or a note. */
export function isLive<T extends Pick<Handle, 'envelope' | 'stored'>>(
  handle: T,
): handle is T & SessionRecord {
  return handle.stored !== undefined && !handle.envelope.successor;
}

/** Describes a session to the request that opened or wrote it. */
export function opened(handle: Handle, cookies: readonly SetCookie[] = []): OpenedSession {
  const { data, frozen } = handle.envelope;
  if (!isLive(handle)) return { handle, data, frozen, info: NOT_STORED, cookies };
  const { key, stored } = handle;
  const info = { id: key.hash, ref: refOf(key), createdAt: stored.createdAt, version: stored.version };
  return { handle, data, frozen, info, cookies };
}

/** Returns the record of a session, or the one that another writer of this process has written since. */
export function newer(handle: Current, other: Handle | undefined): Current {
  const isNewer =
    other?.key?.hash === handle.key.hash && (other.stored?.version ?? 0) > handle.stored.version;
  return isNewer ? { ...(other as Current), request: handle.request } : handle;
}
