import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readSettings } from './read-settings.js';
import { SettingsError } from './settings.error.js';

const authKey = (kid: string) => ({
  ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }),
  kid,
});
const sessionKey = (id: string, bytes = 32) => `${id}:${randomBytes(bytes).toString('base64')}`;

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://shop:Jb8pQx2rVn@db:5432/shop',
  REDIS_URL: 'redis://redis:6379',
  SESSION_KEYS: sessionKey('k1'),
  AUTH_KEYS: JSON.stringify([authKey('a1')]),
};

function refusal(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.sentences;
    throw error;
  }
  return [];
}

describe('readSettings', () => {
  it('needs nothing outside production, and warns of keys that no other replica has', () => {
    const warnings: string[] = [];
    const settings = readSettings({}, (sentence) => warnings.push(sentence));
    expect(settings).toMatchObject({ routing: 'cookie', state: 'memory', lab: false, production: false });
    expect(settings.sessionKeys[0]?.key).toHaveLength(32);
    expect(settings.authKeys[0]?.crv).toBe('Ed25519');
    expect(warnings.map((sentence) => sentence.split(' ')[0])).toEqual(['SESSION_KEYS', 'AUTH_KEYS']);
  });

  it('takes an empty value for an absent one, as compose files pass them', () => {
    expect(readSettings({ PORT: '', LAB_TOKEN: '' }).port).toBe(3000);
  });

  it('reads key rings in their order', () => {
    const jwks = [authKey('new'), authKey('old')];
    const settings = readSettings({
      ...production,
      SESSION_KEYS: `${sessionKey('k2')},${sessionKey('k1')}`,
      AUTH_KEYS: Buffer.from(JSON.stringify(jwks)).toString('base64url'),
    });
    expect(settings.sessionKeys.map(({ id }) => id)).toEqual(['k2', 'k1']);
    expect(settings.authKeys).toEqual(jwks);
  });

  it.each([
    'redis://h:1',
    'rediss://u:p@h:1/2',
    'redis-sentinel://:p@a:1,b:2/main',
    'redis-cluster://a:1,b:2',
    'rediss-cluster://user:p%40ss@a:1,b:2',
    'rediss-sentinel://a,b/main',
    'redis://[::1]:6379',
    'redis-cluster://[::1]:1,[2001:db8::1]',
    'rediss://default:a%2Fb%3F@redis.example:6380',
  ])('takes %s for Redis', (url) => expect(readSettings({ REDIS_URL: url }).redisUrl).toBe(url));

  it.each([
    ['redis:6379', /must be redis:\/\/host:port/],
    ['http://h:1', /must be redis:\/\/host:port/],
    ['redis://u:p/w@h:1', /percent-encode special characters/],
    ['redis://u:100%@h:1', /write %25/],
    ['redis-cluster://::1:6379', /in brackets, \[::1\]:6379/],
    ['redis://h:99999', /must be redis:\/\/host:port/],
    ['redis://a:1,b:2', /several hosts: write redis-sentinel:\/\/ or redis-cluster:\/\//],
    ['redis-sentinel://a:1,b:2', /must end in the name of the master/],
    ['redis-cluster://a:1,b:2/0', /must have no path/],
  ])('refuses %s for Redis, and says what to write', (url, sentence) =>
    expect(refusal({ REDIS_URL: url })).toEqual([expect.stringMatching(sentence)]),
  );

  it('splits the origins', () => {
    expect(readSettings({ PUBLIC_ORIGINS: 'https://a.example, http://b:8080' }).publicOrigins).toEqual([
      'https://a.example',
      'http://b:8080',
    ]);
  });

  it.each([
    ['DATABASE_URL', 'must be set in production'],
    ['REDIS_URL', 'must be set in production'],
    ['SESSION_KEYS', 'must be set in production'],
    ['AUTH_KEYS', 'must be set in production'],
  ])('refuses production without %s', (name, reason) => {
    expect(refusal({ ...production, [name]: '' })).toEqual([`${name} ${reason}.`]);
  });

  it.each([
    ['SESSION_KEYS', sessionKey('short', 31)],
    ['SESSION_KEYS', 'no-colon'],
    ['SESSION_KEYS', `${sessionKey('twice')},${sessionKey('twice')}`],
    ['AUTH_KEYS', 'not json'],
    ['AUTH_KEYS', '[]'],
    ['AUTH_KEYS', JSON.stringify([{ ...authKey('a'), d: undefined }])],
    ['AUTH_KEYS', JSON.stringify([authKey('a'), authKey('a')])],
    ['SHOP_ROUTING', 'random'],
    ['SHOP_STATE', 'disk'],
    ['LAB', 'yes'],
    ['LAB_TOKEN', 'short'],
    ['DATABASE_URL', 'mysql://h/db'],
    ['REDIS_URL', 'redis-sentinel://a:1,b:2'],
    ['REDIS_URL', 'http://h'],
    ['MEMCACHED_URL', '127.0.0.1:11211'],
    ['PUBLIC_ORIGINS', 'https://a.example/path'],
    ['PORT', '65536'],
    ['SESSION_IDLE_SECONDS', '0'],
    ['DRAIN_SECONDS', '5'],
    ['CLUSTER_ID', 'Upper'],
  ])('refuses %s=%s with one sentence that does not repeat it', (name, value) => {
    const sentences = refusal({ [name]: value });
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(new RegExp(`^${name} (must|names) .*\\.$`));
    if (value.length > 12) expect(sentences[0]).not.toContain(value);
  });

  const text = (key: string) => `k1:${Buffer.from(key).toString('base64')}`;
  // RFC 8037, appendix A.1.
  const published = { ...authKey('a'), d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' };

  it.each([
    ['SESSION_KEYS', text('correct horse battery staple 123')],
    ['SESSION_KEYS', text('\0'.repeat(32))],
    ['SESSION_KEYS', `${sessionKey('good')},${text('x'.repeat(32))}`],
    ['AUTH_KEYS', JSON.stringify([published])],
    ['AUTH_KEYS', JSON.stringify([{ ...authKey('a'), d: 'A'.repeat(43) }])],
    ['LAB_TOKEN', 'please-change-me-soon'],
    ['LAB_TOKEN', 'aaaaaaaaaaaaaaaa'],
    ['DATABASE_URL', 'postgresql://shop:postgres@db:5432/shop'],
    ['REDIS_URL', 'redis-sentinel://:foobared@a:1,b:2/main'],
  ])('refuses the weak secret %s=%s outside the demo', (name, value) => {
    const sentences = refusal({ ...production, [name]: value });
    expect(sentences).toEqual([expect.stringMatching(new RegExp(`^${name} must .*\\.$`))]);
    expect(sentences[0]).not.toContain(value);
    expect(refusal({ ...production, [name]: value, LAB: 'on' })).toEqual([]);
  });

  it('takes random secrets, whatever they are', () => {
    for (let round = 0; round < 200; round++) {
      const [keys, token] = [sessionKey('k1'), randomBytes(24).toString('base64url')];
      expect(refusal({ ...production, SESSION_KEYS: keys, LAB_TOKEN: token })).toEqual([]);
    }
  });

  it('refuses the near cache on a Cluster', () => {
    const near = { SHOP_STATE: 'near', REDIS_URL: 'redis-cluster://a:1,b:2' };
    for (const REDIS_URL of [near.REDIS_URL, 'rediss-cluster://a:1'])
      expect(refusal({ ...near, REDIS_URL })).toEqual([
        expect.stringMatching(/^SHOP_STATE near needs one Redis or Sentinel/),
      ]);
    expect(refusal({ ...near, REDIS_URL: 'redis-sentinel://a:1,b:2/main' })).toEqual([]);
  });

  it('refuses to lose sessions outside the lab', () => {
    const broken = { SHOP_ROUTING: 'any', SHOP_STATE: 'memory' };
    expect(refusal(broken)).toEqual([expect.stringMatching(/^SHOP_STATE memory loses sessions/)]);
    expect(refusal({ ...broken, LAB: 'on' })).toEqual([]);
  });

  it('refuses an idle timeout longer than the absolute one', () => {
    expect(refusal({ SESSION_IDLE_SECONDS: '61', SESSION_ABSOLUTE_SECONDS: '60' })).toHaveLength(1);
  });

  it('names every bad variable at once', () => {
    expect(refusal({ PORT: 'x', LAB: 'maybe', SHOP_STATE: 'disk' })).toHaveLength(3);
  });
});
