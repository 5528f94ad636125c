import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { SessionUnreadableError } from '../session.errors.js';

const KEY_BYTES = 32;
const EXAMPLE = 'SESSION_KEYS="1:$(openssl rand -base64 32)"';

/** A 256-bit secret with an id, which is stored with what it encrypted. */
export interface SealingKey {
  readonly id: string;
  readonly secret: Buffer;
}

/**
 * The keys that encrypt session data, by id. The first one encrypts; all of them decrypt. To rotate keys without ending
 * sessions, deploy three times: add the new key last; move it first; remove the old one after the absolute timeout.
 *
 * @example
 * // SESSION_KEYS="1:$(openssl rand -base64 32)"
 * const keys = KeyRing.parse(process.env.SESSION_KEYS);
 */
export class KeyRing {
  private readonly byId: ReadonlyMap<string, SealingKey>;

  /** @throws TypeError for an empty ring, a repeated or unusable id, or a secret that is not 32 bytes */
  constructor(readonly keys: readonly SealingKey[]) {
    if (keys.length === 0) throw new TypeError(`There is no session key: set ${EXAMPLE}.`);
    for (const { id, secret } of keys) {
      if (!/^[\w-]{1,32}$/.test(id))
        throw new TypeError(
          `The id of a session key is 1 to 32 letters, digits, "-" or "_", as in ${EXAMPLE}.`,
        );
      if (secret.length !== KEY_BYTES)
        throw new TypeError(
          `The session key "${id}" has ${secret.length} bytes: it needs ${KEY_BYTES} random bytes, as in ${EXAMPLE}.`,
        );
    }
    this.byId = new Map(keys.map((key) => [key.id, key]));
    if (this.byId.size !== keys.length)
      throw new TypeError('Two session keys have the same id: give each key of the list an id of its own.');
  }

  /**
   * Parses a list of keys, `id:base64,id:base64`.
   * @throws TypeError for any other text; its message says what to write and shows no secret
   */
  static parse(text: string | undefined): KeyRing {
    if (typeof text !== 'string' || text.trim() === '') return new KeyRing([]);
    return new KeyRing(text.split(',').map(parseKey));
  }

  /** The key that encrypts. */
  get first(): SealingKey {
    return this.keys[0] as SealingKey;
  }

  /** Returns the key with that id, or undefined if the ring does not have it. */
  find(id: string): SealingKey | undefined {
    return this.byId.get(id);
  }

  /** Returns secrets for one purpose, derived from each key in order (RFC 5869), so that no secret serves two purposes. */
  derive(purpose: string): readonly Buffer[] {
    return this.keys.map(({ secret }) => Buffer.from(hkdfSync('sha256', secret, '', purpose, KEY_BYTES)));
  }
}

function parseKey(entry: string, at: number): SealingKey {
  const [, id, base64] = /^\s*([^:]*):(.*?)\s*$/.exec(entry) ?? [];
  if (id === undefined || base64 === undefined || id === '')
    throw new TypeError(`Session key ${at + 1} of the list has no id: write "id:base64", as in ${EXAMPLE}.`);
  if (/^(?:[0-9a-f]{2})*$/i.test(base64) && base64.length === 2 * KEY_BYTES)
    throw new TypeError(`The session key "${id}" is hexadecimal: write it in base64, as in ${EXAMPLE}.`);
  if (!/^[\w+/-]+={0,2}$/.test(base64))
    throw new TypeError(
      `The session key "${id}" is not base64: write 32 random bytes in base64, as in ${EXAMPLE}.`,
    );
  return { id, secret: Buffer.from(base64, 'base64') };
}

const FORMAT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const POOLED_IVS = 256;

// One call for many IVs: each call for random bytes has a fixed cost.
let ivs = Buffer.alloc(0);
let nextIv = 0;
/**
 * Encrypts by AES-256-GCM with the ring's first key. The context (a record's key, a cookie's name) is bound in as
 * associated data: sealed bytes moved to another place do not open.
 * Layout: format (1) · id length (1) · key id · IV (12) · tag (16) · ciphertext.
 */
export function seal(ring: KeyRing, context: string, plain: Uint8Array): Buffer {
  const { id, secret } = ring.first;
  const iv = freshIv();
  const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(Buffer.from(context));
  // GCM is a stream: the last step adds no bytes, only the tag.
  const body = cipher.update(plain);
  cipher.final();
  const head = Buffer.from([FORMAT, id.length]);
  return Buffer.concat([head, Buffer.from(id, 'latin1'), iv, cipher.getAuthTag(), body]);
}

/**
 * Decrypts what {@link seal} made.
 * @returns the plain bytes, or undefined if they were damaged, forged or moved
 * @throws SessionUnreadableError for a format or key id that this process does not know, but another one may
 */
export function unseal(ring: KeyRing, context: string, sealed: Buffer): Buffer | undefined {
  if (sealed.length < 2) return undefined;
  if (sealed[0] !== FORMAT)
    throw new SessionUnreadableError(
      `The session is sealed in format ${sealed[0]}; this release knows ${FORMAT}.`,
    );
  const ivAt = 2 + (sealed[1] as number);
  const tagAt = ivAt + IV_BYTES;
  const bodyAt = tagAt + TAG_BYTES;
  if (sealed.length < bodyAt) return undefined;
  const key = ring.find(sealed.toString('latin1', 2, ivAt));
  if (!key) throw new SessionUnreadableError('The session is sealed with a key that is not in the key ring.');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.secret, sealed.subarray(ivAt, tagAt), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(context))
      .setAuthTag(sealed.subarray(tagAt, bodyAt));
    const plain = decipher.update(sealed.subarray(bodyAt));
    // Throws unless the tag fits: nothing is returned before that.
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}

/** Returns 12 random bytes that were never used before (NIST SP 800-38D section 8.2.2). */
function freshIv(): Buffer {
  if (nextIv === ivs.length) {
    ivs = randomBytes(IV_BYTES * POOLED_IVS);
    nextIv = 0;
  }
  return ivs.subarray(nextIv, (nextIv += IV_BYTES));
}
