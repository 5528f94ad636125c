/** How an access token fared: seen for the first time, remembered, no token of this issuer, or ended before its time. */
export type AccessTokenOutcome = 'verified' | 'remembered' | 'refused' | 'revoked';

/**
 * How a refresh token fared: exchanged; asked again within the grace; used up long ago, which ended its family; or unknown,
 * expired or ended.
 */
export type RefreshTokenOutcome = 'rotated' | 'repeated' | 'reused' | 'refused';

/** What happens to tokens, for metrics and audit logs. All of it is optional, and called at once: return quickly, do not throw. */
export interface AuthEvents {
  accessToken?(outcome: AccessTokenOutcome): void;
  refreshToken?(outcome: RefreshTokenOutcome): void;
}
