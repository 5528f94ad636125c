import type { AuthKey } from './auth-keys.schema.js';
import type { SessionKey } from './session-keys.schema.js';

/** Words that stand in examples and first drafts, long enough to be in no random text. */
const WORDS = /change-?me|replace|example|password|passwort|secret|session-?lab|default|123456|qwerty/i;

/** Passwords that come with the servers' documentation and images. */
const PASSWORDS = new Set([
  'postgres',
  'redis',
  'root',
  'shop',
  'user',
  'guest',
  'foobared',
  'admin',
  'demo',
  'test',
]);

/** The private key of RFC 8037, appendix A.1: the one that examples show. */
const PUBLISHED_KEY = 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A';

/** What is looked at. */
interface Secrets {
  readonly NODE_ENV: string;
  readonly SESSION_KEYS?: readonly SessionKey[] | undefined;
  readonly AUTH_KEYS?: readonly AuthKey[] | undefined;
  readonly LAB_TOKEN?: string | undefined;
  readonly DATABASE_URL?: string | undefined;
  readonly REDIS_URL?: string | undefined;
}

/** The secrets that others may know or guess, by variable, each with the remedy. */
export function weakSecrets(env: Secrets): [name: string, sentence: string][] {
  const found: [string, string][] = [];
  if (env.SESSION_KEYS?.some(({ key }) => isGuessableKey(key)))
    found.push([
      'SESSION_KEYS',
      'must be random bytes, and one of these keys is not: openssl rand -base64 32',
    ]);
  if (env.AUTH_KEYS?.some(({ d }) => d === PUBLISHED_KEY || isGuessableKey(Buffer.from(d, 'base64url'))))
    found.push([
      'AUTH_KEYS',
      'must be private, and one of these keys is published or guessable: make new ones',
    ]);
  if (env.LAB_TOKEN !== undefined && (WORDS.test(env.LAB_TOKEN) || new Set(env.LAB_TOKEN).size < 8))
    found.push(['LAB_TOKEN', 'must not be guessable: leave it out, or openssl rand -base64 24']);
  if (env.NODE_ENV !== 'production') return found;
  for (const name of ['DATABASE_URL', 'REDIS_URL'] as const) {
    if (hasKnownPassword(env[name] ?? ''))
      found.push([name, 'must not have a password that everybody tries: openssl rand -hex 24']);
  }
  return found;
}

/** Whether 32 bytes are a text or few different ones. Of random keys less than one in 10^13 is. */
function isGuessableKey(key: Uint8Array): boolean {
  const isText = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText || new Set(key).size < 16;
}

function hasKnownPassword(url: string): boolean {
  const password = /^[a-z-]+:\/\/[^:@/]*:([^@/]*)@/.exec(url)?.[1] ?? '';
  return PASSWORDS.has(password) || WORDS.test(password);
}
