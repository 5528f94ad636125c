import type { AuthEvents } from './auth.events.js';
import type { AttemptStorage } from './limits/attempt-storage.js';
import { InProcessAttemptStorage } from './limits/in-process-attempt-storage.js';
import type { AuthRequest } from './principal.js';
import type { RefreshFamilyStore } from './refresh/refresh-family-store.js';
import type { RevocationList } from './revocation/revocation-list.js';
import type { SigningKey } from './tokens/key-ring.js';
import type { SessionIdentity } from './users/session-identity.js';
import type { UserDirectory } from './users/user-directory.js';

/** What an app gives to `AuthModule.forRoot` or, better, `forRootAsync`. */
export interface AuthModuleOptions {
  /** The `iss` claim: who issues, for example the site's origin. */
  issuer: string;
  /** The `aud` claim: whom the access tokens are for. */
  audience: string;
  /** Ed25519 private JWKs; the first one signs, all of them verify. */
  keys: readonly SigningKey[];
  /** Where accounts are found. */
  users: UserDirectory;
  /** Where refresh families are kept, for example a `RedisRefreshFamilyStore`. */
  refreshFamilies: RefreshFamilyStore;
  /** What ended early; by default known to this process alone. `RedisRevocationList` tells all replicas. */
  revocations?: RevocationList;
  /** How the app's server-side session says who is signed in; by default no session is read. */
  sessions?: SessionIdentity;
  /**
   * The cookie that may carry the access token, without its `__Host-` prefix; by default none is read. A function decides for each
   * request, and returns undefined if no cookie counts.
   */
  accessCookie?: string | ((request: AuthRequest) => string | undefined);
  /** How long an access token lives, in seconds; 300. */
  accessTokenSeconds?: number;
  /** The longest access token issued and accepted, in bytes; 4000, which a cookie can hold with its name (RFC 6265bis section 5.6). */
  maxTokenBytes?: number;
  /** How many verified tokens are remembered in this process; 10,000. 0 verifies each again. */
  rememberedTokens?: number;
  refresh?: {
    /** How long an unused refresh token lives, in seconds; 1800. */
    idleSeconds?: number;
    /** How long a family lives at most, in seconds; 43,200. */
    absoluteSeconds?: number;
    /** How long after a rotation the old token still gives the same successor, in seconds; 10. */
    graceSeconds?: number;
  };
  password?: {
    /** Argon2id memory, in KiB; 19,456 (19 MiB). */
    memoryKibibytes?: number;
    /** Argon2id passes over the memory; 2. */
    passes?: number;
    /** Argon2id lanes; 1. */
    lanes?: number;
    /** How many hashes run at the same time; 1, so that logins leave the other cores to other requests. */
    parallelHashes?: number;
    /** How many more may wait; 100. Beyond that a login is refused with 503. */
    waitingHashes?: number;
    /** How long a hash may wait for its turn, in ms; 750. After that the login is refused with 503. */
    hashingWaitMs?: number;
  };
  /** Told what happens to tokens, for metrics. */
  events?: AuthEvents;
  /** How often passwords may be tried; a login that succeeds does not count. */
  loginLimits?: {
    /** Where attempts are counted; by default in this process alone. `RedisAttemptStorage` counts over all replicas. */
    storage?: AttemptStorage;
    /** How long a window is, in seconds; 60. */
    windowSeconds?: number;
    /** Attempts in a window from one address for one account; 10. */
    perAccount?: number;
    /** Attempts in a window from one address, whatever the account; 200, as many people may share it. */
    perAddress?: number;
  };
}

/** The same with every default filled in. */
export interface AuthOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly accessCookie: (request: AuthRequest) => string | undefined;
  readonly accessTokenSeconds: number;
  readonly maxTokenBytes: number;
  readonly rememberedTokens: number;
  readonly events: AuthEvents;
  readonly refresh: {
    readonly idleSeconds: number;
    readonly absoluteSeconds: number;
    readonly graceSeconds: number;
  };
  readonly password: {
    readonly memoryKibibytes: number;
    readonly passes: number;
    readonly lanes: number;
    readonly parallelHashes: number;
    readonly waitingHashes: number;
    readonly hashingWaitMs: number;
  };
  readonly loginLimits: {
    readonly storage: AttemptStorage;
    readonly windowSeconds: number;
    readonly perAccount: number;
    readonly perAddress: number;
  };
}

/** Injection token of the options with their defaults. */
export const AUTH_OPTIONS = Symbol('AuthOptions');

/** Fills in the defaults that the README's table names. */
export function withDefaults(options: AuthModuleOptions): AuthOptions {
  const { accessCookie } = options;
  return {
    issuer: options.issuer,
    audience: options.audience,
    accessCookie: typeof accessCookie === 'function' ? accessCookie : () => accessCookie,
    accessTokenSeconds: options.accessTokenSeconds ?? 300,
    maxTokenBytes: options.maxTokenBytes ?? 4000,
    rememberedTokens: options.rememberedTokens ?? 10_000,
    events: options.events ?? {},
    refresh: { idleSeconds: 1800, absoluteSeconds: 43_200, graceSeconds: 10, ...options.refresh },
    // OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
    password: {
      memoryKibibytes: 19_456,
      passes: 2,
      lanes: 1,
      parallelHashes: 1,
      waitingHashes: 100,
      // A change of the password hashes twice: both waits together stay below the two seconds that a balancer waits.
      hashingWaitMs: 750,
      ...options.password,
    },
    loginLimits: {
      windowSeconds: 60,
      perAccount: 10,
      perAddress: 200,
      ...options.loginLimits,
      storage: options.loginLimits?.storage ?? new InProcessAttemptStorage(),
    },
  };
}
