import { deepFreeze } from '../deep-freeze.js';
import type { FrozenSessionData } from '../session-data.js';
import type { SessionCodec } from './session-codec.js';

/** What is encoded and sealed together: the data, and the device that began the session. */
export interface SessionEnvelope {
  readonly data: FrozenSessionData;
  readonly device?: Readonly<Record<string, string>>;
}

/** The bytes of an envelope. */
export function encodeEnvelope(codec: SessionCodec, envelope: SessionEnvelope): Buffer {
  return codec.encode(envelope);
}

/** The envelope of those bytes, deeply frozen, or undefined where they are damaged. */
export function decodeEnvelope(codec: SessionCodec, bytes: Buffer): SessionEnvelope | undefined {
  try {
    const envelope = codec.decode(bytes) as SessionEnvelope | null;
    return typeof envelope?.data === 'object' && envelope.data !== null ? deepFreeze(envelope) : undefined;
  } catch {
    return undefined;
  }
}
