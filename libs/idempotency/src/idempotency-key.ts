import { IdempotencyKeyInvalidError } from './idempotency.errors.js';

const VISIBLE = /^[\x21-\x7e]{1,255}$/;
const QUOTED = /^"(.*)"$/;

/**
 * Reads the header. The draft's form is a quoted string (RFC 9651, section 3.3.3); bare ones are common and taken as well.
 * @throws IdempotencyKeyInvalidError
 */
export function readIdempotencyKey(header: string | string[] | undefined): string {
  const text = typeof header === 'string' ? header : '';
  const key = QUOTED.exec(text)?.[1] ?? text;
  if (!VISIBLE.test(key)) throw new IdempotencyKeyInvalidError();
  return key;
}
