import * as crypto from 'node:crypto';
import type { AccessTokenClaims } from './access-token.js';

/**
 * The tokens that this process has verified, until they expire. Bounded: the oldest give way, and cost one more
 * signature check when they come back.
 *
 * The key is a digest of the whole token, signature included: a token with another signature over the same claims is
 * another token. A digest, so that a heap dump holds no token that could be used.
 */
export class VerifiedTokens {
  private readonly claims = new Map<string, AccessTokenClaims>();

  /** @param limit how many tokens are remembered at most; 0 remembers none. */
  constructor(private readonly limit: number) {}

  get(token: string): AccessTokenClaims | undefined {
    const key = digest(token);
    const claims = this.claims.get(key);
    if (claims && claims.exp * 1000 <= Date.now()) {
      this.claims.delete(key);
      return undefined;
    }
    return claims;
  }

  remember(token: string, claims: AccessTokenClaims): void {
    if (this.limit === 0) return;
    if (this.claims.size >= this.limit) this.forgetOldest();
    this.claims.set(digest(token), claims);
  }

  forget(token: string): void {
    this.claims.delete(digest(token));
  }

  private forgetOldest(): void {
    const [oldest] = this.claims.keys();
    if (oldest !== undefined) this.claims.delete(oldest);
  }
}

/** Since Node 20.12, whose types a project need not have: twice as fast as `createHash`, and this runs once a request. */
const { hash } = crypto as unknown as {
  hash(algorithm: string, data: string, encoding: 'base64'): string;
};

function digest(token: string): string {
  return hash('sha256', token, 'base64');
}
