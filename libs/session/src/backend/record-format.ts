import { Logger } from '@nestjs/common';
import type { EnvelopeFormat, SessionEnvelope } from '../codec/session-envelope.js';
import type { KeyRing } from '../seal/key-ring.js';
import { seal, unseal } from '../seal/seal.js';
import type { SessionEvents } from './session-events.js';
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
    private readonly envelopes: EnvelopeFormat,
    private readonly events: SessionEvents = {},
  ) {}

  /** The payload of an envelope, bound to the record's key. */
  encode(key: SessionKey, envelope: SessionEnvelope): EncodedRecord {
    const plain = this.envelopes.encode(envelope);
    const payload = this.encrypt ? seal(this.keys, contextOf(key), plain) : plain;
    return { payload, reread: () => this.envelopes.decode(plain) as SessionEnvelope };
  }

  /**
   * The envelope of a record, or undefined where its payload is damaged: a damaged session is a missing one.
   * @throws SessionUnreadableError for an unknown key id or format
   */
  decode(key: SessionKey, stored: StoredSession): SessionEnvelope | undefined {
    const known = this.decoded.get(stored);
    if (known) return known;
    const ref = key.hash.slice(0, 8);
    try {
      const plain = this.encrypt ? unseal(this.keys, contextOf(key), stored.payload) : stored.payload;
      const envelope = plain && this.envelopes.decode(plain);
      if (envelope) {
        this.decoded.set(stored, envelope);
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

function contextOf(key: SessionKey): string {
  return `${key.tag}.${key.hash}`;
}
