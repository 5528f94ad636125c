import type { SessionCodec } from '../codec/session-codec.js';
import { SessionUnreadableError } from '../session.errors.js';

/** The form of an application's session data, as it changes from release to release. */
export interface SessionSchema {
  /** Number of the form, from 1; data that were stored without one count as 0. */
  readonly version: number;
  /** Brings data of an older form to this one. It gets a copy, may change it, and returns the result. */
  readonly upgrade: (data: Record<string, unknown>, from: number) => object;
}

/**
 * Returns a codec that stores the version of the data's form, and upgrades older data when they are read. Data of a newer
 * release are a `SessionUnreadableError` and stay unchanged: roll out first the release that can read them.
 * @example
 * SessionModule.forRoot({ store, keys, codec: withSchema(jsonCodec, { version: 2, upgrade }) })
 */
export function withSchema(codec: SessionCodec, { version, upgrade }: SessionSchema): SessionCodec {
  return {
    ...codec,
    encode: (envelope) => codec.encode({ ...(envelope as object), schema: version }),
    decode(bytes) {
      const encoded = codec.decode(bytes) as { schema?: number; data: Record<string, unknown> };
      const { schema: from = 0, ...envelope } = encoded;
      if (from === version) return envelope;
      if (from > version)
        throw new SessionUnreadableError(
          `The session has schema version ${from}; this release knows ${version}.`,
        );
      try {
        return { ...envelope, data: upgrade(envelope.data, from) };
      } catch (error) {
        throw new SessionUnreadableError(
          `The session's schema version ${from} could not be upgraded: ${String(error)}`,
        );
      }
    },
  };
}
