import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KeyRing } from './key-ring.js';

const base64 = (bytes = 32) => randomBytes(bytes).toString('base64');
const EXAMPLE = 'SESSION_KEYS="1:$(openssl rand -base64 32)"';

describe('KeyRing.parse', () => {
  it('reads keys in base64 or base64url, in order', () => {
    const [one, two] = [randomBytes(32), randomBytes(32)];
    const ring = KeyRing.parse(` 1:${one.toString('base64')}, next:${two.toString('base64url')}\n`);
    expect(ring.keys).toEqual([
      { id: '1', secret: one },
      { id: 'next', secret: two },
    ]);
    expect(ring.first.id).toBe('1');
    expect(ring.find('next')?.secret).toEqual(two);
    expect(ring.find('other')).toBeUndefined();
  });

  it.each<[string, string | undefined, string]>([
    ['nothing', undefined, 'There is no session key'],
    ['an empty string', '', 'There is no session key'],
    ['spaces', '  ', 'There is no session key'],
    ['a key without an id', base64(), 'key 1 of the list has no id: write "id:base64"'],
    ['a key with an empty id', `:${base64()}`, 'key 1 of the list has no id'],
    ['a comma at the end', `1:${base64()},`, 'key 2 of the list has no id'],
    ['an id with a space', `my key:${base64()}`, 'The id of a session key is 1 to 32 letters'],
    ['a hexadecimal key', `1:${randomBytes(32).toString('hex')}`, '"1" is hexadecimal: write it in base64'],
    ['a short key', `1:${base64(16)}`, '"1" has 16 bytes: it needs 32 random bytes'],
    ['a long key', `1:${base64(48)}`, '"1" has 48 bytes'],
    ['a passphrase', '1:correct horse battery staple', '"1" is not base64'],
    ['an id without a key', '1:', '"1" is not base64'],
    ['two colons', `1:x:${base64()}`, '"1" is not base64'],
  ])('refuses %s in one sentence that says what to write', (_name, text, sentence) => {
    expect(() => KeyRing.parse(text)).toThrow(TypeError);
    expect(() => KeyRing.parse(text)).toThrow(sentence);
    expect(() => KeyRing.parse(text)).toThrow(EXAMPLE);
  });

  it('refuses two keys with one id', () => {
    expect(() => KeyRing.parse(`1:${base64()},1:${base64()}`)).toThrow('an id of its own');
  });

  it('shows no secret in its messages', () => {
    const secret = randomBytes(32).toString('hex');
    for (const text of [secret, `1:${secret}`, `${secret}:x`, `1:${secret}!`])
      expect(() => KeyRing.parse(text)).not.toThrow(secret);
  });
});
