/** Result of verifying an access token: verified, found in the cache, rejected, or revoked. */
export type AccessTokenOutcome = 'verified' | 'remembered' | 'refused' | 'revoked';

/**
 * Result of a refresh: exchanged; the same successor again; a former token came back, which ended its family; or unknown, expired or
 * ended.
 */
export type RefreshTokenOutcome = 'rotated' | 'reissued' | 'reuseDetected' | 'refused';

/** What happens to tokens, for metrics and audit logs. All of it is optional, and called at once: return quickly, do not throw. */
export interface AuthEvents {
  accessToken?(outcome: AccessTokenOutcome): void;
  refreshToken?(outcome: RefreshTokenOutcome): void;
}
