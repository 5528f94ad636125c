import type { SessionCodec } from '../codec/session-codec.js';
import type { FrozenSessionData } from '../session.js';
import { SessionUnreadableError } from '../session.errors.js';
import type { SessionKey } from '../store/session-store.js';
import { EMPTY } from './session-backend.js';

/** Data as every reader sees them: detached from what the writer holds. */
export interface KeptData {
  readonly data: FrozenSessionData;
  /** Whether the data are deeply frozen: Map, Set, Date and binary cannot be. */
  readonly frozen: boolean;
}

/** What is encoded and encrypted together. */
export interface SessionEnvelope extends KeptData {
  readonly device?: Readonly<Record<string, string>> | undefined;
  /** Set in the note that is left of a session with a new id: where it continues. A note holds no data. */
  readonly successor?: SessionKey;
}

/** No data. */
export const NOTHING: KeptData = { data: EMPTY, frozen: true };

/**
 * Returns data as the next reader will see them. Only what changed is validated and copied.
 * @param before the data before the change
 * @throws SessionValueError for a value that the codec cannot keep
 */
export function keep(codec: SessionCodec, data: FrozenSessionData, before = NOTHING): KeptData {
  const was = before.data as Record<string, unknown>;
  const changed = Object.entries(data).filter(([key, value]) => value !== was[key]);
  if (changed.length === 0) return { data: Object.freeze({ ...data }), frozen: before.frozen };
  for (const [key, value] of changed) codec.validate?.(key, value);
  const bytes = codec.encode({ data: Object.fromEntries(changed) });
  const copy = decodeEnvelope(codec, bytes) as KeptData;
  return { data: Object.freeze({ ...data, ...copy.data }), frozen: before.frozen && copy.frozen };
}

/** Decodes an envelope and freezes its data. Undefined for bytes that hold none. @throws SessionUnreadableError */
export function decodeEnvelope<T extends KeptData = SessionEnvelope>(
  codec: SessionCodec,
  bytes: Buffer,
): T | undefined {
  try {
    const envelope = codec.decode(bytes) as (T & { schema?: number }) | null;
    if (typeof envelope?.data !== 'object' || envelope.data === null) return undefined;
    if (envelope.schema !== undefined)
      throw new SessionUnreadableError(`The session has schema version ${envelope.schema}, unknown here.`);
    return { ...envelope, frozen: deepFreeze(envelope.data) };
  } catch (error) {
    if (error instanceof SessionUnreadableError) throw error;
    return undefined;
  }
}

/** Freezes a value and everything in it. @returns whether all of it can be frozen */
function deepFreeze(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return false;
  let frozen = true;
  // Cheaper than Object.values, which makes a list of what are mostly strings and numbers.
  for (const key in value) frozen = deepFreeze((value as Record<string, unknown>)[key]) && frozen;
  Object.freeze(value);
  return frozen;
}
