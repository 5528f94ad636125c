import { AuthModule, RedisAttemptStorage, RedisRefreshFamilyStore } from '@app/auth';
import type { DynamicModule } from '@nestjs/common';
import { RequestModes } from '../operations/metrics/request-modes.js';
import { TokenMetrics } from '../operations/metrics/token-metrics.js';
import { RedisService } from '../redis/redis.service.js';
import { Settings } from '../settings/settings.js';
import { accessCookieName } from './carriers/token-cookies.js';
import { LoginEnds } from './logins/login-ends.js';
import { LoginEndsModule } from './logins/login-ends.module.js';
import { requestSessionIdentity } from './users/request-session-identity.js';
import { UserAccounts } from './users/user-accounts.js';
import { UsersModule } from './users/users.module.js';

/**
 * libs/auth as the shop uses it: accounts in Postgres, refresh families in Redis, ended logins in both.
 * @param modes the module that provides `RequestModes`: the access cookie counts in the state `token` only
 */
export function shopAuthModule(modes: new () => object): DynamicModule {
  return AuthModule.forRootAsync({
    imports: [UsersModule, LoginEndsModule, modes],
    inject: [Settings, UserAccounts, RedisService, TokenMetrics, LoginEnds, RequestModes],
    useFactory: (
      settings: Settings,
      users: UserAccounts,
      { client: redis }: RedisService,
      events: TokenMetrics,
      revocations: LoginEnds,
      visitors: RequestModes,
    ) => ({
      issuer: `urn:session-lab:${settings.clusterId}`,
      audience: `urn:session-lab:${settings.clusterId}:shop`,
      keys: settings.authKeys,
      users,
      events,
      revocations,
      sessions: requestSessionIdentity,
      accessCookie: (request) =>
        visitors.ofRequest(request).state === 'token' ? accessCookieName(settings) : undefined,
      refreshFamilies: new RedisRefreshFamilyStore(redis),
      loginLimits: {
        perAddress: settings.limits.loginsPerMinute,
        storage: new RedisAttemptStorage(redis, { replicas: settings.replicaCount }),
      },
      refresh: {
        idleSeconds: settings.sessionIdleSeconds,
        absoluteSeconds: settings.sessionAbsoluteSeconds,
      },
    }),
  });
}
