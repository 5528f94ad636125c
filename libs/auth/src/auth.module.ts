import { Module, type Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './auth.module-definition.js';
import { AUTH_OPTIONS, type AuthModuleOptions, withDefaults } from './auth.options.js';
import { AuthenticationGuard } from './guards/authentication.guard.js';
import { LocalGuard } from './guards/local.guard.js';
import { RolesGuard } from './guards/roles.guard.js';
import { SensitiveRouteGuard } from './guards/sensitive-route.guard.js';
import { LoginLimitsGuard } from './guards/login-limits.guard.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { PasswordLogin } from './passwords/password-login.service.js';
import { RefreshFamilyStore } from './refresh/refresh-family-store.js';
import { RefreshTokens } from './refresh/refresh-tokens.service.js';
import { InProcessRevocationList } from './revocation/in-process-revocation-list.js';
import { RevocationList } from './revocation/revocation-list.js';
import { AccessTokenStrategy } from './strategies/access-token.strategy.js';
import { LocalStrategy } from './strategies/local.strategy.js';
import { SessionStrategy } from './strategies/session.strategy.js';
import { AccessTokenIssuer } from './tokens/access-token.issuer.js';
import { AccessTokenVerifier } from './tokens/access-token.verifier.js';
import { KeyRing } from './tokens/key-ring.js';
import { SessionIdentity } from './users/session-identity.js';
import { UserDirectory } from './users/user-directory.js';

const noSessions: SessionIdentity = { read: () => undefined, discard: () => undefined };

function fromOptions<T>(provide: symbol | typeof KeyRing, pick: (options: AuthModuleOptions) => T): Provider {
  return { provide, useFactory: pick, inject: [MODULE_OPTIONS_TOKEN] };
}

/**
 * Authentication for the whole app: once imported, every route needs a signed-in caller unless it is `@Public()`.
 * Import it once, in the root module; it is global, so that feature modules can use its guards and services.
 */
@Module({
  providers: [
    fromOptions(AUTH_OPTIONS, withDefaults),
    fromOptions(KeyRing, ({ keys }) => KeyRing.of(keys)),
    fromOptions(UserDirectory, ({ users }) => users),
    fromOptions(SessionIdentity, ({ sessions }) => sessions ?? noSessions),
    fromOptions(RefreshFamilyStore, ({ refreshFamilies }) => refreshFamilies),
    fromOptions(RevocationList, ({ revocations }) => revocations ?? new InProcessRevocationList()),
    AccessTokenIssuer,
    AccessTokenVerifier,
    RefreshTokens,
    PasswordHasher,
    PasswordLogin,
    AccessTokenStrategy,
    SessionStrategy,
    LocalStrategy,
    LoginLimitsGuard,
    LocalGuard,
    { provide: APP_GUARD, useClass: AuthenticationGuard },
    { provide: APP_GUARD, useClass: RolesGuard },
    { provide: APP_GUARD, useClass: SensitiveRouteGuard },
  ],
  exports: [
    AUTH_OPTIONS,
    AccessTokenIssuer,
    AccessTokenStrategy,
    AccessTokenVerifier,
    KeyRing,
    LocalStrategy,
    LoginLimitsGuard,
    PasswordHasher,
    PasswordLogin,
    RefreshTokens,
    RevocationList,
    SessionStrategy,
  ],
})
export class AuthModule extends ConfigurableModuleClass {}
