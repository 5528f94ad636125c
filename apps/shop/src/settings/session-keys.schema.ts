import { z } from 'zod';

const KEY_BYTES = 32;

/** One key of the session key ring: AES-256, so exactly 32 bytes. */
export interface SessionKey {
  /** Names the key beside everything it sealed, so that keys can be rotated. */
  readonly id: string;
  readonly key: Buffer;
}

/** `id:base64(32 bytes)[,id:base64…]`: the first key encrypts, all of them decrypt. */
export const sessionKeys = z.string().transform((list, context): SessionKey[] => {
  const keys: SessionKey[] = [];
  for (const entry of list.split(',')) {
    const [, id, encoded] = /^\s*([A-Za-z0-9_-]{1,16}):([A-Za-z0-9+/_-]+={0,2})\s*$/.exec(entry) ?? [];
    const key = Buffer.from(encoded ?? '', 'base64');
    if (id === undefined || key.length !== KEY_BYTES) {
      // The entry itself stays out of the message: it is a secret, however malformed.
      context.addIssue(
        'must be a list of id:base64, each of 32 random bytes (openssl rand -base64 32), an id of up to 16 letters and digits',
      );
      return z.NEVER;
    }
    keys.push({ id, key });
  }
  if (new Set(keys.map(({ id }) => id)).size !== keys.length) {
    context.addIssue('names one key id twice: give each key its own id');
    return z.NEVER;
  }
  return keys;
});
