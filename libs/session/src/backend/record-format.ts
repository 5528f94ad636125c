import { Logger } from '@nestjs/common';
import { jsonCodec, type SessionCodec } from '../codec/session-codec.js';
import { decodeEnvelope, encodeEnvelope, type SessionEnvelope } from '../codec/session-envelope.js';
import type { KeyRing } from '../seal/key-ring.js';
import { seal, unseal } from '../seal/seal.js';
import type { SessionKey, StoredSession } from '../store/session-store.js';

/** An envelope as bytes. */
export interface EncodedRecord {
  readonly payload: Buffer;
  /** The envelope as the next reader will see it, detached from the objects that the writer still holds. */
  reread(): SessionEnvelope;
}

/** Turns session envelopes into a record's payload and back: encoded, and sealed unless told otherwise. */
export class RecordFormat {
  private readonly logger = new Logger('Session');
  // A store that hands the same record to many requests (memory, near cache) gets it decoded once.
  private readonly decoded = new WeakMap<StoredSession, SessionEnvelope>();

  constructor(
    private readonly keys: KeyRing,
    private readonly encrypt: boolean,
    private readonly codec: SessionCodec = jsonCodec,
  ) {}

  /** The payload of an envelope, bound to the record's key. */
  encode(key: SessionKey, envelope: SessionEnvelope): EncodedRecord {
    const plain = encodeEnvelope(this.codec, envelope);
    const payload = this.encrypt ? seal(this.keys, contextOf(key), plain) : plain;
    return { payload, reread: () => decodeEnvelope(this.codec, plain) as SessionEnvelope };
  }

  /**
   * The envelope of a record, or undefined where its payload is damaged: a damaged session is a missing one.
   * @throws SessionUnreadableError for an unknown key id or format
   */
  decode(key: SessionKey, stored: StoredSession): SessionEnvelope | undefined {
    const known = this.decoded.get(stored);
    if (known) return known;
    const plain = this.encrypt ? unseal(this.keys, contextOf(key), stored.payload) : stored.payload;
    const envelope = plain && decodeEnvelope(this.codec, plain);
    if (envelope) this.decoded.set(stored, envelope);
    else this.logger.warn(`The record of session ${key.hash.slice(0, 8)} is damaged; it counts as missing.`);
    return envelope;
  }
}

function contextOf(key: SessionKey): string {
  return `${key.tag}.${key.hash}`;
}
