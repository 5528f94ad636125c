import { createHmac, hash as digest, randomBytes } from 'node:crypto';
import type { KeyRing } from '../seal/key-ring.js';
import type { SessionKey } from '../store/session-store.js';

const SECRET_BYTES = 32;
const FORM = /^([gu][\w-]{22})\.([\w-]{43})$/;

/** A session's id as it stands in the cookie, and the store's key that follows from it. */
export interface SessionId {
  readonly cookie: string;
  readonly key: SessionKey;
}

/**
 * Makes and reads ids of the form `<tag>.<secret>`. The secret is 256 random bits (OWASP ASVS 5.0 7.2.3); the tag is
 * random for a guest and a keyed hash of the user id for a user, so that all sessions of a user are found together
 * and nobody can tell the user from the tag.
 */
export class SessionIds {
  private readonly tagSecrets: readonly Buffer[];

  constructor(ring: KeyRing) {
    this.tagSecrets = ring.derive('session tag');
  }

  /** A new id, for a guest or for that user. */
  create(userId: string | undefined): SessionId {
    const tag =
      userId === undefined
        ? `g${randomBytes(16).toString('base64url')}`
        : userTag(this.tagSecrets[0] as Buffer, userId);
    return identify(tag, randomBytes(SECRET_BYTES).toString('base64url'));
  }

  /** The id of that cookie, or undefined where it has not the form of one. */
  parse(cookie: string | undefined): SessionId | undefined {
    const [, tag, secret] = FORM.exec(cookie ?? '') ?? [];
    return tag !== undefined && secret !== undefined ? identify(tag, secret) : undefined;
  }

  /** Every tag that sessions of this user may carry: one for each key of the ring, while keys are rotated. */
  tagsOf(userId: string): readonly string[] {
    return this.tagSecrets.map((secret) => userTag(secret, userId));
  }
}

function userTag(secret: Buffer, userId: string): string {
  return `u${createHmac('sha256', secret).update(userId).digest().subarray(0, 16).toString('base64url')}`;
}

function identify(tag: string, secret: string): SessionId {
  const hash = digest('sha256', secret, 'base64url');
  return { cookie: `${tag}.${secret}`, key: { tag, hash, indexed: tag.startsWith('u') } };
}
