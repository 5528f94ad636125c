import * as crypto from 'node:crypto';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { parseCookie, type SetCookie } from 'cookie';
import type { SessionRequest } from '../session-backend.js';
import type { KeyRing } from '../encryption/key-ring.js';
import type { SessionKey } from '../store/session-store.js';

/** How many values of a cookie that was sent more than once are tried: each may cost a query. */
const MAX_VALUES = 4;

/** How the session cookie is named and scoped. */
export interface SessionCookieOptions {
  /** The name on plain HTTP; a `Secure` cookie gets the prefix `__Host-`. Default `session`. */
  readonly name?: string | undefined;
  /**
   * Default `lax`. `strict` also hides the session from visits that follow a link of another site. `none` sends it to
   * pages embedded in other sites, and makes it `Secure` even on plain HTTP: protect such an application from CSRF.
   */
  readonly sameSite?: 'lax' | 'strict' | 'none' | undefined;
  /** Gives each embedding site a session of its own (CHIPS). Needs `sameSite: 'none'`. Default false. */
  readonly partitioned?: boolean | undefined;
}

/**
 * The cookie that carries a session: HttpOnly, SameSite, Path=/ and no Domain; over TLS also `Secure` and `__Host-`, so that
 * no sibling host can plant one (OWASP ASVS 5.0 3.3.1-3.3.4).
 */
export class SessionCookie {
  readonly name: string;
  private readonly sameSite: 'lax' | 'strict' | 'none';
  private readonly partitioned: boolean;

  /** @throws TypeError for options that browsers would not accept */
  constructor(
    { name = 'session', sameSite = 'lax', partitioned = false }: SessionCookieOptions,
    private readonly maxAgeSeconds: number,
  ) {
    if (!/^[\w!#$%&'*+.^`|~-]{1,64}$/.test(name))
      throw new TypeError(`The cookie name ${JSON.stringify(name)} has characters that names cannot have.`);
    if (/^__(?:Host|Secure)-/i.test(name))
      throw new TypeError(
        'Write `cookie.name` without its prefix: a Secure cookie gets `__Host-` automatically.',
      );
    if (!['lax', 'strict', 'none'].includes(sameSite))
      throw new TypeError("`cookie.sameSite` must be 'lax', 'strict' or 'none'.");
    if (partitioned && sameSite !== 'none')
      throw new TypeError("`cookie.partitioned` is for embedded pages: write `sameSite: 'none'` beside it.");
    this.name = name;
    this.sameSite = sameSite;
    this.partitioned = partitioned;
  }

  /**
   * Returns the cookie's values in a request, mostly one. On plain HTTP a sibling host or a longer path may have set a cookie
   * of the same name, and servers should not rely on their order (RFC 6265 section 4.2.2).
   */
  read(request: SessionRequest): readonly string[] {
    const { cookies, cookieHeader = '' } = request;
    const name = this.nameIn(request);
    const first = cookies[name];
    if (first === undefined) return [];
    if (cookieHeader.indexOf(`${name}=`) === cookieHeader.lastIndexOf(`${name}=`)) return [first];
    const values = cookieHeader.split(';').map((pair) => parseCookie(pair)[name]);
    return [...new Set([first, ...values.filter((value): value is string => value !== undefined)])].slice(
      0,
      MAX_VALUES,
    );
  }

  /** Returns the cookie that sets a value. @param maxAge its life in seconds, default as long as a session can live */
  write(request: SessionRequest, value: string, maxAge = this.maxAgeSeconds): SetCookie {
    return {
      name: this.nameIn(request),
      value,
      path: '/',
      httpOnly: true,
      sameSite: this.sameSite,
      secure: this.isSecure(request),
      maxAge,
      ...(this.partitioned && { partitioned: true }),
    };
  }

  /** Returns the cookie that removes it from the browser. */
  clear(request: SessionRequest): SetCookie {
    return this.write(request, '', 0);
  }

  private isSecure(request: SessionRequest): boolean {
    return request.secure || this.sameSite === 'none';
  }

  private nameIn(request: SessionRequest): string {
    return this.isSecure(request) ? `__Host-${this.name}` : this.name;
  }
}

const SECRET_BYTES = 32;
const FORM = /^([gu][\w-]{22})\.([\w-]{43})$/;

/**
 * Makes and reads ids of the form `<tag>.<secret>`. The secret is 256 random bits (OWASP ASVS 5.0 7.2.3). The tag is
 * random for a guest and a keyed hash of the user id for a user, so that all sessions of a user are found together
 * and the tag does not reveal the user.
 */
export class SessionIds {
  private readonly tagSecrets: readonly Buffer[];

  constructor(ring: KeyRing) {
    this.tagSecrets = ring.derive('session tag');
  }

  /** Makes a new id, for a guest or a user. @returns the value of the cookie, and the key of the record */
  create(userId: string | undefined): { readonly cookie: string; readonly key: SessionKey } {
    const tag =
      userId === undefined
        ? `g${randomBytes(16).toString('base64url')}`
        : userTag(this.tagSecrets[0] as Buffer, userId);
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    return { cookie: `${tag}.${secret}`, key: keyOf(tag, secret) };
  }

  /** Returns the key of the record that a cookie names, or undefined if the cookie does not have the form of an id. */
  parse(cookie: string | undefined): SessionKey | undefined {
    const [, tag, secret] = FORM.exec(cookie ?? '') ?? [];
    return tag !== undefined && secret !== undefined ? keyOf(tag, secret) : undefined;
  }

  /** Returns every tag that sessions of a user may carry: one for each key of the ring, while keys are rotated. */
  tagsOf(userId: string): readonly string[] {
    return this.tagSecrets.map((secret) => userTag(secret, userId));
  }
}

function userTag(secret: Buffer, userId: string): string {
  return `u${createHmac('sha256', secret).update(userId).digest().subarray(0, 16).toString('base64url')}`;
}

/** Costs a third of a Hash object. Node has it from 20.12 and 21.7, older type definitions do not. */
const { hash: hashOnce } = crypto as { hash?: (algorithm: string, data: string, encoding: string) => string };

function sha256(text: string): string {
  return hashOnce
    ? hashOnce('sha256', text, 'base64url')
    : createHash('sha256').update(text).digest('base64url');
}

function keyOf(tag: string, secret: string): SessionKey {
  const hash = sha256(secret);
  return { tag, hash, indexed: tag.startsWith('u') };
}
