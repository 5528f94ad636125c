import { createCipheriv, createDecipheriv, createHash, hash, hkdfSync, randomBytes } from 'node:crypto';
import type { FamilyLocator } from './refresh-family-store.js';

const SECRET_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const PATTERN = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

/**
 * A refresh token: `<user tag>.<family id>.<secret>`. The first two parts find the family, the secret of 256 random
 * bits proves it. It means nothing to whoever holds it.
 */
export class RefreshToken implements FamilyLocator {
  private constructor(
    readonly userTag: string,
    readonly familyId: string,
    private readonly secret: Buffer,
  ) {}

  /** The first token of a new family. @param familyId 22 characters of base64url, never used before; random by default */
  static first(userId: string, familyId = randomBytes(16).toString('base64url')): RefreshToken {
    return new RefreshToken(userTag(userId), familyId, randomBytes(SECRET_BYTES));
  }

  /** @returns undefined for a text that no token of ours could be. */
  static parse(text: string): RefreshToken | undefined {
    const match = PATTERN.exec(text);
    const [, tag = '', familyId = '', secret = ''] = match ?? [];
    return match ? new RefreshToken(tag, familyId, Buffer.from(secret, 'base64url')) : undefined;
  }

  /** Another token of the same family. */
  successor(): RefreshToken {
    return new RefreshToken(this.userTag, this.familyId, randomBytes(SECRET_BYTES));
  }

  /** What the store knows the token by. A secret of 256 random bits needs no slow hash. */
  get digest(): string {
    return createHash('sha256').update(this.secret).digest('base64url');
  }

  /** Encrypts a successor (AES-256-GCM) so that only a holder of this token can read it, and no dump of the store. */
  seal(successor: RefreshToken): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.sealingKey(), iv).setAAD(Buffer.from(this.familyId));
    const sealed = Buffer.concat([iv, cipher.update(successor.secret), cipher.final(), cipher.getAuthTag()]);
    return sealed.toString('base64url');
  }

  /** @throws if it was not sealed with this token. */
  open(sealed: string): RefreshToken {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.sealingKey(), bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(this.familyId)).setAuthTag(bytes.subarray(-TAG_BYTES));
    const secret = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    return new RefreshToken(this.userTag, this.familyId, secret);
  }

  /** What is sent to the client. */
  toString(): string {
    return `${this.userTag}.${this.familyId}.${this.secret.toString('base64url')}`;
  }

  private sealingKey(): Buffer {
    return Buffer.from(hkdfSync('sha256', this.secret, this.familyId, 'refresh token successor', 32));
  }
}

/** What a user's families are kept together by: a digest, so that no user id stands in keys and tokens. */
export function userTag(userId: string): string {
  return hash('sha256', `refresh families of ${userId}`, 'base64url').slice(0, 22);
}
