import { createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { signingKey } from '../../test/signing-key.js';
import { AccessTokenTooLongError, InvalidTokenError } from '../auth.errors.js';
import { type AuthModuleOptions, withDefaults } from '../auth.options.js';
import { AccessTokenIssuer } from './access-token.issuer.js';
import { AccessTokenVerifier } from './access-token.verifier.js';
import { KeyRing, type SigningKey } from './key-ring.js';

const key = signingKey('first');
const options = withDefaults({ issuer: 'https://us', audience: 'shop' } as AuthModuleOptions);
const subject = { userId: 'ada', roles: ['admin'], authenticatedAt: 1_700_000_000.25, familyId: 'family' };
const header = { alg: 'EdDSA', typ: 'at+jwt', kid: 'first' };
const now = Math.floor(Date.now() / 1000);
const payload = {
  roles: [],
  permissions: [],
  auth_time: now,
  iss: 'https://us',
  aud: 'shop',
  sub: 'ada',
  jti: 'one',
  iat: now,
  exp: now + 300,
};

type Content = object | string | Buffer;

const encode = (part: Content): string =>
  (Buffer.isBuffer(part)
    ? part
    : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part))
  ).toString('base64url');

/** Signs whatever it is told to, rightly, with our own key. */
function signed(head: object | string, body: Content, by: SigningKey = key): string {
  const input = `${encode(head)}.${encode(body)}`;
  const privateKey = createPrivateKey({ key: { ...by }, format: 'jwk' });
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
}

function withoutClaim(name: keyof typeof payload): object {
  return Object.fromEntries(Object.entries(payload).filter(([claim]) => claim !== name));
}

function hmacWithPublicKey(): string {
  const input = `${encode({ ...header, alg: 'HS256' })}.${encode(payload)}`;
  return `${input}.${createHmac('sha256', Buffer.from(key.x, 'base64url')).update(input).digest('base64url')}`;
}

function rsaSigned(): string {
  const input = `${encode({ ...header, alg: 'RS256' })}.${encode(payload)}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
}

/** The same signature bits, with one of the spare bits at the end of the base64url set. */
function respelled(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return token.slice(0, -1) + alphabet.charAt(alphabet.indexOf(token.slice(-1)) + 1);
}

function flipped(token: string, part: number): string {
  const parts = token.split('.');
  const bytes = Buffer.from(parts[part] ?? '', 'base64url');
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 3) ^ 1, bytes.length - 3);
  parts[part] = bytes.toString('base64url');
  return parts.join('.');
}

describe('AccessTokenVerifier', () => {
  let keys: KeyRing;
  let token: string;
  let verifier: AccessTokenVerifier;

  beforeAll(async () => {
    keys = await KeyRing.of([key]);
    token = (await new AccessTokenIssuer(options, keys).issue(subject)).token;
    verifier = new AccessTokenVerifier(options, keys);
  });

  it('takes what the issuer signed, with its claims', async () => {
    const claims = await new AccessTokenVerifier(options, keys).verify(token);
    expect(claims).toMatchObject({ sub: 'ada', roles: ['admin'], permissions: [], sid: 'family' });
    expect(claims.auth_time).toBe(subject.authenticatedAt);
    expect(claims.exp - claims.iat).toBe(300);
  });

  it('takes the hand-made control, so that the refusals below are for their one reason', async () => {
    await expect(verifier.verify(signed(header, payload))).resolves.toMatchObject({ sub: 'ada' });
  });

  it.each<[string, () => string]>([
    ['alg none', () => `${encode({ ...header, alg: 'none' })}.${encode(payload)}.`],
    ['alg none with our signature', () => signed({ ...header, alg: 'none' }, payload)],
    ['HS256 with the public key', hmacWithPublicKey],
    ['RS256', rsaSigned],
    ['another type', () => signed({ ...header, typ: 'JWT' }, payload)],
    ['no type', () => signed({ alg: 'EdDSA', kid: 'first' }, payload)],
    ['another issuer', () => signed(header, { ...payload, iss: 'https://them' })],
    ['another audience', () => signed(header, { ...payload, aud: 'bank' })],
    ['a list of audiences', () => signed(header, { ...payload, aud: ['shop', 'bank'] })],
    ['expired', () => signed(header, { ...payload, exp: now - 1 })],
    ['no expiry', () => signed(header, withoutClaim('exp'))],
    ['a subject that is null', () => signed(header, { ...payload, sub: null })],
    ['a subject that is an object', () => signed(header, { ...payload, sub: {} })],
    ['a subject that is a number', () => signed(header, { ...payload, sub: 1 })],
    ['a subject that is empty', () => signed(header, { ...payload, sub: '' })],
    ['an id that is a number', () => signed(header, { ...payload, jti: 5 })],
    ['an id that is a list', () => signed(header, { ...payload, jti: ['one'] })],
    ['a family that is a number', () => signed(header, { ...payload, sid: 7 })],
    ['an issue time that is text', () => signed(header, { ...payload, iat: String(now) })],
    ['a login time that is text', () => signed(header, { ...payload, auth_time: String(now) })],
    ['roles that are no texts', () => signed(header, { ...payload, roles: [{}] })],
    ['no permissions', () => signed(header, withoutClaim('permissions'))],
    ['a key id that is a number', () => signed({ ...header, kid: 7 }, payload)],
    ['no subject', () => signed(header, withoutClaim('sub'))],
    ['not yet valid', () => signed(header, { ...payload, nbf: now + 60 })],
    ['roles that are no list', () => signed(header, { ...payload, roles: 'admin' })],
    ['an unknown key id', () => signed({ ...header, kid: 'second' }, payload)],
    ['a path as key id', () => signed({ ...header, kid: '../../dev/null' }, payload)],
    ['SQL as key id', () => signed({ ...header, kid: "' OR 1=1 --" }, payload)],
    ['a prototype as key id', () => signed({ ...header, kid: '__proto__' }, payload)],
    ['no key id', () => signed({ alg: 'EdDSA', typ: 'at+jwt' }, payload)],
    ['our key id on a stranger’s key', () => signed(header, payload, signingKey('first'))],
    [
      'its own key in jwk',
      () => signed({ ...header, jwk: { kty: 'OKP', crv: 'Ed25519', x: key.x } }, payload),
    ],
    ['jku', () => signed({ ...header, jku: 'https://them/jwks.json' }, payload)],
    ['x5u', () => signed({ ...header, x5u: 'https://them/cert' }, payload)],
    ['crit', () => signed({ ...header, crit: ['b64'], b64: false }, payload)],
    ['compressed claims', () => signed({ ...header, zip: 'DEF' }, deflateRawSync(JSON.stringify(payload)))],
    ['claims that are not UTF-8', () => signed(header, Buffer.from(JSON.stringify(payload), 'utf16le'))],
    [
      'a text that is not UTF-8',
      () => signed(header, Buffer.from(JSON.stringify({ ...payload, sub: 'ad\u00e9' }), 'latin1')),
    ],
    ['claims with a byte order mark', () => signed(header, `\ufeff${JSON.stringify(payload)}`)],
    ['an expiry that is text', () => signed(header, { ...payload, exp: String(now + 300) })],
    ['an expiry that is no number', () => signed(header, { ...payload, exp: NaN })],
    [
      'an expiry beyond every number',
      () => signed(header, JSON.stringify(payload).replace(/"exp":\d+/, '"exp":1e999')),
    ],
    ['an expiry that is a list', () => signed(header, { ...payload, exp: [now + 300] })],
    ['a start that is text', () => signed(header, { ...payload, nbf: String(now - 1) })],
    ['claims that are a list', () => signed(header, [payload])],
    ['claims that are null', () => signed(header, 'null')],
    ['a header that is a list', () => signed([header], payload)],
    ['alg in another case', () => signed({ ...header, alg: 'eddsa' }, payload)],
    ['a claim twice', () => signed(header, JSON.stringify(payload).replace('{', '{"sub":"eve",'))],
    ['a header twice', () => signed(JSON.stringify(header).replace('{', '{"alg":"none",'), payload)],
    ['a flipped bit in the header', () => flipped(token, 0)],
    ['a flipped bit in the claims', () => flipped(token, 1)],
    ['a flipped bit in the signature', () => flipped(token, 2)],
    ['another spelling of the signature', () => respelled(token)],
    ['padding', () => `${token}==`],
    ['four parts', () => `${token}.${token}`],
    ['nothing', () => ''],
    ['no token at all', () => 'not-a-token'],
  ])('refuses %s', async (_, make) => {
    await expect(verifier.verify(make())).rejects.toBeInstanceOf(InvalidTokenError);
  });

  it('issues no token that is longer than the verifier accepts', async () => {
    const roles = Array.from({ length: 150 }, (_, at) => `a-role-of-twenty-${at}`);
    const issuer = new AccessTokenIssuer(options, keys);
    await expect(issuer.issue({ ...subject, roles })).rejects.toBeInstanceOf(AccessTokenTooLongError);
    const wide = withDefaults({
      issuer: 'https://us',
      audience: 'shop',
      maxTokenBytes: 16_384,
    } as AuthModuleOptions);
    const { token: long } = await new AccessTokenIssuer(wide, keys).issue({ ...subject, roles });
    await expect(new AccessTokenVerifier(wide, keys).verify(long)).resolves.toMatchObject({ roles });
  });

  it('refuses an oversized token before it decodes anything', async () => {
    const decode = vi.spyOn(Buffer, 'from');
    const padding = 'x'.repeat(1024 * 1024);
    await expect(verifier.verify(`${padding}.${token}`)).rejects.toBeInstanceOf(InvalidTokenError);
    expect(decode).not.toHaveBeenCalled();
    decode.mockRestore();
  });

  it('remembers what it has verified, and nothing else', async () => {
    const fresh = new AccessTokenVerifier(options, keys);
    expect(fresh.recall(token)).toBeUndefined();
    const claims = await fresh.verify(token);
    expect(fresh.recall(token)).toBe(claims);
    expect(fresh.recall(flipped(token, 2))).toBeUndefined();
    expect(fresh.recall(respelled(token))).toBeUndefined();
    fresh.forget(token);
    expect(fresh.recall(token)).toBeUndefined();
  });

  it('forgets a token when it expires', async () => {
    const fresh = new AccessTokenVerifier(options, keys);
    const { exp } = await fresh.verify(token);
    vi.useFakeTimers({ now: exp * 1000 - 1, toFake: ['Date'] });
    expect(fresh.recall(token)).toBeDefined();
    vi.setSystemTime(exp * 1000);
    expect(fresh.recall(token)).toBeUndefined();
    vi.useRealTimers();
  });
});
