import { deepFreeze } from '../deep-freeze.js';
import type { FrozenSessionData } from '../session-data.js';
import { SessionUnreadableError } from '../session.errors.js';
import type { SessionCodec } from './session-codec.js';
import type { SessionSchema } from './session-schema.js';

/** What is encoded and sealed together: the data, and the device that began the session. */
export interface SessionEnvelope {
  readonly data: FrozenSessionData;
  readonly device?: Readonly<Record<string, string>>;
}

interface Encoded extends SessionEnvelope {
  readonly schema?: number;
}

/** Turns envelopes into bytes and back, in the form that the application's data have in this release. */
export class EnvelopeFormat {
  constructor(
    private readonly codec: SessionCodec,
    private readonly schema?: SessionSchema,
  ) {}

  /** Whether decoding gives what was encoded, and not an upgrade of it, which has values that no codec made. */
  get exact(): boolean {
    return this.schema === undefined;
  }

  /** The bytes of an envelope. */
  encode(envelope: SessionEnvelope): Buffer {
    return this.codec.encode(this.schema ? { ...envelope, schema: this.schema.version } : envelope);
  }

  /**
   * The envelope of those bytes, deeply frozen, or undefined where they are damaged.
   * @throws SessionUnreadableError for data of a newer release, or that the upgrade does not manage
   */
  decode(bytes: Buffer): SessionEnvelope | undefined {
    const encoded = this.parse(bytes);
    return encoded && deepFreeze(this.upgraded(encoded));
  }

  private parse(bytes: Buffer): Encoded | undefined {
    try {
      const envelope = this.codec.decode(bytes) as Encoded | null;
      return typeof envelope?.data === 'object' && envelope.data !== null ? envelope : undefined;
    } catch {
      return undefined;
    }
  }

  private upgraded({ schema: from = 0, ...envelope }: Encoded): SessionEnvelope {
    const { version: to = 0, upgrade } = this.schema ?? {};
    if (from === to) return envelope;
    if (from > to || !upgrade)
      throw new SessionUnreadableError(`The session has schema version ${from}; this release knows ${to}.`);
    try {
      return { ...envelope, data: upgrade(envelope.data as Record<string, unknown>, from) };
    } catch (error) {
      throw new SessionUnreadableError(
        `The session's schema version ${from} could not be upgraded: ${String(error)}`,
      );
    }
  }
}
