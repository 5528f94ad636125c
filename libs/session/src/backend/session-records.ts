import { Logger } from '@nestjs/common';
import type { SessionCodec } from '../codec/session-codec.js';
import { seal, unseal, type KeyRing } from '../encryption/key-ring.js';
import type { FrozenSessionData } from '../session.js';
import { SessionUnreadableError } from '../session.errors.js';
import { ownBytes } from '../store/session-record.js';
import type { SessionKey, StoredSession } from '../store/session-store.js';
import { EMPTY } from './session-backend.js';
import type { SessionEvents } from './stored-sessions.options.js';

/** What is encoded and encrypted together. */
export interface SessionEnvelope {
  readonly data: FrozenSessionData;
  readonly device?: Readonly<Record<string, string>> | undefined;
  /** Set in the note that is left of a session with a new id: where it continues. A note holds no data. */
  readonly successor?: SessionKey;
}

/** An envelope that was decoded. */
export interface DecodedEnvelope extends SessionEnvelope {
  /** Whether the data are deeply frozen: Map, Set, Date and binary cannot be. */
  readonly frozen: boolean;
}

/** An envelope as bytes. */
export interface EncodedRecord {
  readonly payload: Buffer;
  /** Returns the envelope as the next reader will see it, detached from objects that the writer still holds. */
  readonly reread: () => DecodedEnvelope;
}

/** How a backend turns sessions into bytes. */
export interface RecordOptions {
  readonly codec: SessionCodec;
  readonly events: SessionEvents;
  readonly keys: KeyRing;
  readonly encrypt: boolean;
  readonly decodeCacheSize: number;
}

/**
 * Turns session envelopes into the payload of a record and back: encoded, and encrypted unless told otherwise. Bytes that
 * this process met recently are not decrypted and decoded again. That is no cache of sessions: the store is still
 * queried, and only the very same bytes count.
 */
export class SessionRecords {
  private readonly logger = new Logger('Session');
  /** A store that returns the same object to many requests (memory, near cache) has it decoded once. */
  private readonly decoded = new WeakMap<StoredSession, DecodedEnvelope>();
  /** A Map keeps the order of insertion: the first entry is the oldest. */
  private readonly recent = new Map<string, EncodedRecord>();

  constructor(private readonly options: RecordOptions) {}

  /**
   * Encodes an envelope for the record of one key.
   * @param before the data before the change: only values that differ from them are validated
   * @throws SessionValueError for a value that the codec cannot keep
   */
  encode(key: SessionKey, envelope: SessionEnvelope, before = EMPTY): EncodedRecord {
    const { codec, keys, encrypt } = this.options;
    validateChanges(codec, before, envelope.data);
    const plain = codec.encode(envelope);
    const payload = encrypt ? seal(keys, contextOf(key), plain) : plain;
    let pending: Buffer | undefined = ownBytes(plain);
    let decoded: DecodedEnvelope | undefined;
    const reread = () => {
      // Lets go of the bytes: the decode cache may keep this function for long.
      if (pending) [decoded, pending] = [decodeEnvelope<SessionEnvelope>(codec, pending), undefined];
      return decoded as DecodedEnvelope;
    };
    return { payload, reread };
  }

  /** Notes a record that was stored: it is likely to be read next. */
  stored(key: SessionKey, { payload, reread }: EncodedRecord): void {
    const { recent } = this;
    if (this.options.decodeCacheSize === 0) return;
    recent.delete(key.hash);
    recent.set(key.hash, { payload: ownBytes(payload), reread });
    if (recent.size > this.options.decodeCacheSize) recent.delete(recent.keys().next().value as string);
  }

  /** Notes a record that was destroyed. */
  destroyed(key: SessionKey): void {
    this.recent.delete(key.hash);
  }

  /**
   * Returns the envelope of a record, or undefined if its payload is damaged: a damaged session is a missing one.
   * @throws SessionUnreadableError for a key, format or schema that this process does not know
   */
  decode(key: SessionKey, stored: StoredSession): DecodedEnvelope | undefined {
    const known = this.decoded.get(stored);
    if (known) return known;
    const recent = this.recent.get(key.hash);
    const same = recent?.payload.equals(stored.payload) === true;
    const envelope = same ? recent.reread() : this.open(key, stored.payload);
    if (!envelope) return undefined;
    this.decoded.set(stored, envelope);
    if (!same) this.stored(key, { payload: stored.payload, reread: () => envelope });
    return envelope;
  }

  private open(key: SessionKey, payload: Buffer): DecodedEnvelope | undefined {
    const { codec, events, keys, encrypt } = this.options;
    const ref = refOf(key);
    try {
      const plain = encrypt ? unseal(keys, contextOf(key), payload) : payload;
      const envelope = plain && decodeEnvelope<SessionEnvelope>(codec, plain);
      if (envelope) return envelope;
    } catch (error) {
      this.logger.error(
        `The record of session ${ref} cannot be read and is left unchanged: ${String(error)}`,
      );
      events.unreadable?.(ref);
      throw error;
    }
    this.logger.warn(`The record of session ${ref} is damaged; the session counts as missing.`);
    events.damaged?.(ref);
    return undefined;
  }
}

/** Refuses changed values that the codec cannot keep. @throws SessionValueError */
export function validateChanges(
  codec: SessionCodec,
  before: FrozenSessionData,
  after: FrozenSessionData,
): void {
  const [was, is] = [before, after] as [Record<string, unknown>, Record<string, unknown>];
  for (const key of Object.keys(is)) if (is[key] !== was[key]) codec.validate?.(key, is[key]);
}

/** Decodes an envelope and freezes its data. Undefined for bytes that hold none. @throws SessionUnreadableError */
export function decodeEnvelope<T extends { data: FrozenSessionData }>(
  codec: SessionCodec,
  bytes: Buffer,
): (T & { frozen: boolean }) | undefined {
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

/** Returns a short hash, safe to log. */
export function refOf(key: SessionKey): string {
  return key.hash.slice(0, 8);
}

function contextOf(key: SessionKey): string {
  return `${key.tag}.${key.hash}`;
}
