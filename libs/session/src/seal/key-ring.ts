import { hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;

/** A 256-bit secret with a name that travels with what it sealed. */
export interface SealingKey {
  readonly id: string;
  readonly secret: Buffer;
}

/**
 * The keys that seal session data, by id. The first one seals; all of them open. To rotate without logging anybody
 * out, roll out three times: add the new key last; move it first; remove the old one after the longest lifetime.
 */
export class KeyRing {
  private readonly byId: ReadonlyMap<string, SealingKey>;

  /** @throws TypeError for an empty ring, a repeated or unusable id, or a secret that is not 32 bytes */
  constructor(readonly keys: readonly SealingKey[]) {
    if (keys.length === 0) throw new TypeError('A key ring needs at least one key.');
    for (const { id, secret } of keys) {
      if (!/^[\w-]{1,32}$/.test(id)) throw new TypeError('A key id is 1 to 32 letters, digits, "-" or "_".');
      if (secret.length !== KEY_BYTES) throw new TypeError(`The key "${id}" must be ${KEY_BYTES} bytes.`);
    }
    this.byId = new Map(keys.map((key) => [key.id, key]));
    if (this.byId.size !== keys.length) throw new TypeError('Each key of a ring needs an id of its own.');
  }

  /**
   * Reads a ring from its text form, `id:base64,id:base64`.
   * @throws TypeError where the text is not of that form
   */
  static parse(text: string): KeyRing {
    return new KeyRing(
      text.split(',').map((entry) => {
        const [id = '', base64 = ''] = entry.trim().split(':', 2);
        return { id, secret: Buffer.from(base64, 'base64') };
      }),
    );
  }

  /** The key that seals. */
  get first(): SealingKey {
    return this.keys[0] as SealingKey;
  }

  /** The key of that id, or undefined where the ring does not have it. */
  find(id: string): SealingKey | undefined {
    return this.byId.get(id);
  }

  /** Secrets for one purpose, derived from each key in order (RFC 5869), so that no secret serves two purposes. */
  derive(purpose: string): readonly Buffer[] {
    return this.keys.map(({ secret }) => Buffer.from(hkdfSync('sha256', secret, '', purpose, KEY_BYTES)));
  }
}
