import { IdempotencyKeyInvalidError } from './idempotency.errors.js';

/** RFC 9651, section 3.3.3: a string, with `\"` and `\\` as its only escapes. */
const STRING = /"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/;
/** Section 3.3: every other kind of value that a parameter may have. */
const OTHER_VALUES = [
  /@?-?\d{1,15}(?:\.\d{1,3})?/,
  /[A-Za-z*][\w!#$%&'*+.^`|~:/-]*/,
  /:[A-Za-z0-9+/=]*:/,
  /\?[01]/,
  /%"(?:[\x20\x21\x23\x24\x26-\x7e]|%[0-9a-f]{2})*"/,
];
const VALUE = [STRING, ...OTHER_VALUES].map(({ source }) => source).join('|');
/** Section 3.1.2. They mean nothing here. */
const PARAMETERS = `(?:; *[a-z*][a-z0-9_.*-]*(?:=(?:${VALUE}))?)*`;
const ITEM = new RegExp(`^ *(${STRING.source})${PARAMETERS} *$`);
/** Most clients send the key without quotes; a comma would make it a list, a semicolon a parameter. */
const BARE = new RegExp(`^ *([\\x21\\x23-\\x2b\\x2d-\\x3a\\x3c-\\x7e]+)${PARAMETERS} *$`);
const MAX_LENGTH = 255;

/**
 * Reads the header `Idempotency-Key`: a string item of RFC 9651 (draft-ietf-httpapi-idempotency-key-header, section 2.1),
 * with or without its quotes. Parameters are ignored.
 * @throws IdempotencyKeyInvalidError for no key, a list, or more than 255 characters
 */
export function readIdempotencyKey(header: string | string[] | undefined): string {
  const text = typeof header === 'string' ? header : '';
  const quoted = ITEM.exec(text)?.[1];
  const key = quoted?.slice(1, -1).replace(/\\(["\\])/g, '$1') ?? BARE.exec(text)?.[1] ?? '';
  if (key.length === 0 || key.length > MAX_LENGTH) throw new IdempotencyKeyInvalidError();
  return key;
}
