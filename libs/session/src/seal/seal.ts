import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SessionUnreadableError } from '../session.errors.js';
import type { KeyRing } from './key-ring.js';

const FORMAT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const POOLED_IVS = 256;

// One call for many IVs: every call for random bytes has a price of its own, however few they are.
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
  const tag = cipher.getAuthTag();
  // No view of a pool: most sealed bytes are kept for a while.
  const sealed = Buffer.allocUnsafeSlow(2 + id.length + IV_BYTES + TAG_BYTES + body.length);
  sealed[0] = FORMAT;
  sealed[1] = id.length;
  let at = 2 + sealed.write(id, 2, 'latin1');
  for (const part of [iv, tag, body]) {
    sealed.set(part, at);
    at += part.length;
  }
  return sealed;
}

/**
 * Opens what {@link seal} made.
 * @returns the plain bytes, or undefined where they were damaged, forged or moved
 * @throws SessionUnreadableError for a format or key id that this process does not know: another one may
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
    // Throws unless the tag fits: nothing leaves before that.
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}

/** 12 random bytes that were never handed out before (NIST SP 800-38D, 8.2.2). */
function freshIv(): Buffer {
  if (nextIv === ivs.length) {
    ivs = randomBytes(IV_BYTES * POOLED_IVS);
    nextIv = 0;
  }
  return ivs.subarray(nextIv, (nextIv += IV_BYTES));
}
