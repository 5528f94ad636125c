import { Logger } from '@nestjs/common';
import type { EnvelopeFormat, SessionEnvelope } from '../codec/session-envelope.js';
import type { KeyRing } from '../seal/key-ring.js';
import { seal, unseal } from '../seal/seal.js';
import { ownBytes } from '../own-bytes.js';
import type { FrozenSessionData } from '../session-data.js';
import { settled } from './session-delta.js';
import { DecodedRecords } from './decoded-records.js';
import type { SessionEvents } from './session-events.js';
import type { SessionKey, StoredSession } from '../store/session-store.js';

/** An envelope as bytes. */
export interface EncodedRecord {
  readonly payload: Buffer;
  /** The envelope as the next reader will see it, detached from the objects that the writer still holds. */
  readonly reread: () => SessionEnvelope;
}

/** Turns session envelopes into a record's payload and back: encoded, and sealed unless told otherwise. */
export class RecordFormat {
  private readonly logger = new Logger('Session');
  // A store that hands the same record to many requests (memory, near cache) gets it decoded once.
  private readonly decoded = new WeakMap<StoredSession, SessionEnvelope>();
  private readonly recent: DecodedRecords;

  constructor(
    private readonly keys: KeyRing,
    private readonly encrypt: boolean,
    private readonly envelopes: EnvelopeFormat,
    private readonly events: SessionEvents = {},
    decodedSessions = 1000,
  ) {
    this.recent = new DecodedRecords(decodedSessions);
  }

  /**
   * The payload of an envelope, bound to the record's key.
   * @param before the data as they were decoded before the change; it may save the next reader from decoding
   */
  encode(key: SessionKey, envelope: SessionEnvelope, before?: FrozenSessionData): EncodedRecord {
    const plain = this.envelopes.encode(envelope);
    const payload = this.encrypt ? seal(this.keys, contextOf(key), plain) : plain;
    const data = before && this.envelopes.exact ? settled(before, envelope.data) : undefined;
    return { payload, reread: data ? always({ ...envelope, data }) : this.later(ownBytes(plain)) };
  }

  /** Decodes when first asked for it, and lets go of the bytes. */
  private later(plain: Buffer): () => SessionEnvelope {
    let bytes: Buffer | undefined = plain;
    let envelope: SessionEnvelope | undefined;
    return () => {
      if (bytes) envelope = this.envelopes.decode(bytes);
      bytes = undefined;
      return envelope as SessionEnvelope;
    };
  }

  /** To be told of each record that was stored: it is likely to be read next. */
  stored(key: SessionKey, record: EncodedRecord): void {
    this.recent.keep(contextOf(key), record.payload, record.reread);
  }

  /** To be told of each record that was ended. */
  ended(key: SessionKey): void {
    this.recent.forget(contextOf(key));
  }

  /**
   * The envelope of a record, or undefined where its payload is damaged: a damaged session is a missing one.
   * @throws SessionUnreadableError for an unknown key id or format
   */
  decode(key: SessionKey, stored: StoredSession): SessionEnvelope | undefined {
    const known = this.decoded.get(stored);
    if (known) return known;
    const context = contextOf(key);
    const recent = this.recent.find(context, stored.payload);
    if (recent) {
      this.decoded.set(stored, recent);
      return recent;
    }
    const ref = key.hash.slice(0, 8);
    try {
      const plain = this.encrypt ? unseal(this.keys, context, stored.payload) : stored.payload;
      const envelope = plain && this.envelopes.decode(plain);
      if (envelope) {
        this.decoded.set(stored, envelope);
        this.recent.keep(context, stored.payload, always(envelope));
        return envelope;
      }
    } catch (error) {
      this.logger.error(
        `The record of session ${ref} is unreadable here and left as it is: ${String(error)}`,
      );
      this.events.unreadable?.(ref);
      throw error;
    }
    this.logger.warn(`The record of session ${ref} is damaged; it counts as missing.`);
    this.events.damaged?.(ref);
    return undefined;
  }
}

/** In a scope of its own, so that it keeps nothing alive but what it returns. */
function always(envelope: SessionEnvelope): () => SessionEnvelope {
  return () => envelope;
}

function contextOf(key: SessionKey): string {
  return `${key.tag}.${key.hash}`;
}
