import {
  createHash,
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import type { FamilyLocator } from './refresh-family-store.js';

const PROOF_BYTES = 16;
const SECRET_BYTES = 32;
const MAC_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const PATTERN = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{86})$/;

/**
 * A refresh token: `<user tag>.<family id>.<proof, secret, MAC>`. The first two parts find the family; a list of sessions shows them.
 * The secret of 256 random bits is new in each token. The proof is the same in all tokens of a family and in nothing else, and the
 * MAC binds the secret to it: so a token that is not current can be told from one that never was.
 */
export class RefreshToken implements FamilyLocator {
  private constructor(
    readonly userTag: string,
    readonly familyId: string,
    private readonly proof: Buffer,
    private readonly secret: Buffer,
  ) {}

  /** The first token of a new family. @param familyId 22 characters of base64url, never used before; random by default */
  static first(userId: string, familyId = randomBytes(16).toString('base64url')): RefreshToken {
    return new RefreshToken(userTag(userId), familyId, randomBytes(PROOF_BYTES), randomBytes(SECRET_BYTES));
  }

  /** @returns undefined for a text that no token of ours could be. */
  static parse(text: string): RefreshToken | undefined {
    const [, tag = '', familyId = '', rest = ''] = PATTERN.exec(text) ?? [];
    if (rest === '') return undefined;
    const bytes = Buffer.from(rest, 'base64url');
    const proof = bytes.subarray(0, PROOF_BYTES);
    const token = new RefreshToken(tag, familyId, proof, bytes.subarray(PROOF_BYTES, -MAC_BYTES));
    return timingSafeEqual(bytes.subarray(-MAC_BYTES), token.mac()) ? token : undefined;
  }

  /** Another token of the same family. */
  successor(): RefreshToken {
    return new RefreshToken(this.userTag, this.familyId, this.proof, randomBytes(SECRET_BYTES));
  }

  /** What the store knows the token by. A secret of 256 random bits needs no slow hash. */
  get digest(): string {
    return digest(Buffer.concat([this.proof, this.secret]));
  }

  /** What the store knows all tokens of the family by, former ones too. */
  get proofDigest(): string {
    return digest(this.proof);
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
    return new RefreshToken(this.userTag, this.familyId, this.proof, secret);
  }

  /** What is sent to the client. */
  toString(): string {
    const rest = Buffer.concat([this.proof, this.secret, this.mac()]).toString('base64url');
    return `${this.userTag}.${this.familyId}.${rest}`;
  }

  private mac(): Buffer {
    const input = Buffer.concat([Buffer.from(this.userTag + this.familyId), this.secret]);
    return createHmac('sha256', this.proof).update(input).digest().subarray(0, MAC_BYTES);
  }

  private sealingKey(): Buffer {
    return Buffer.from(hkdfSync('sha256', this.secret, this.familyId, 'refresh token successor', 32));
  }
}

/** What a user's families are kept together by: a digest, so that no user id stands in keys and tokens. */
export function userTag(userId: string): string {
  return digest(`refresh families of ${userId}`).slice(0, 22);
}

function digest(value: string | Buffer): string {
  return createHash('sha256').update(value).digest('base64url');
}
