export type { AccessTokenOutcome, AuthEvents, RefreshTokenOutcome } from './auth.events.js';
export * from './auth.errors.js';
export { AuthModule } from './auth.module.js';
export { AUTH_OPTIONS, type AuthModuleOptions, type AuthOptions } from './auth.options.js';
export { hostCookieName, readCookies } from './cookies/host-cookie.js';
export { AuthenticationGuard } from './guards/authentication.guard.js';
export { CurrentUser } from './guards/current-user.decorator.js';
export { LocalGuard } from './guards/local.guard.js';
export { Public, PUBLIC_ROUTE } from './guards/public.decorator.js';
export { RequireRecentLogin } from './guards/require-recent-login.decorator.js';
export { Roles } from './guards/roles.decorator.js';
export { VerifiedAccount } from './guards/verified-account.decorator.js';
export { RolesGuard } from './guards/roles.guard.js';
export { type AttemptCount, type AttemptStorage } from './limits/attempt-storage.js';
export { clientNetwork } from './limits/client-network.js';
export { InProcessAttemptStorage } from './limits/in-process-attempt-storage.js';
export { LoginLimitsGuard } from './guards/login-limits.guard.js';
export { RedisAttemptStorage, type RedisAttemptStorageOptions } from './limits/redis-attempt-storage.js';
export { PasswordHasher } from './passwords/password-hasher.js';
export { PasswordLogin } from './passwords/password-login.service.js';
export type { AuthRequest, AuthResponse, Principal } from './principal.js';
export type { RedisClient } from './redis/redis-script.js';
export { RedisRefreshFamilyStore } from './refresh/redis-refresh-family-store.js';
export {
  type FamilyLocator,
  type NewRefreshFamily,
  type RefreshFamily,
  RefreshFamilyStore,
  type Rotation,
  type RotationRequest,
} from './refresh/refresh-family-store.js';
export { type DeviceNote, RefreshTokens, type TokenPair } from './refresh/refresh-tokens.service.js';
export { InProcessRevocationList } from './revocation/in-process-revocation-list.js';
export { RedisRevocationList, type RedisRevocationListOptions } from './revocation/redis-revocation-list.js';
export { type Credential, type Revocation, RevocationList } from './revocation/revocation-list.js';
export { AccessTokenStrategy } from './strategies/access-token.strategy.js';
export { SessionStrategy } from './strategies/session.strategy.js';
export type { AccessTokenClaims } from './tokens/access-token.js';
export {
  AccessTokenIssuer,
  type AccessTokenSubject,
  type IssuedAccessToken,
} from './tokens/access-token.issuer.js';
export { AccessTokenVerifier } from './tokens/access-token.verifier.js';
export { KeyRing, type PublicKey, type SigningKey } from './tokens/key-ring.js';
export { SessionIdentity, type SessionUser } from './users/session-identity.js';
export { authenticatedNow, type AuthUser, UserDirectory } from './users/user-directory.js';
