import { AuthModule, RedisAttemptStorage, RedisRefreshFamilyStore, RedisRevocationList } from '@app/auth';
import { TokenMetrics } from '../operations/metrics/token-metrics.js';
import { RedisService } from '../redis/redis.service.js';
import { Settings } from '../settings/settings.js';
import { accessCookieName } from './carriers/token-cookies.js';
import { requestSessionIdentity } from './users/request-session-identity.js';
import { UserAccounts } from './users/user-accounts.js';
import { UsersModule } from './users/users.module.js';

/** libs/auth as the shop uses it: accounts in Postgres, refresh families and revocations in Redis. */
export const shopAuthModule = AuthModule.forRootAsync({
  imports: [UsersModule],
  inject: [Settings, UserAccounts, RedisService, TokenMetrics],
  useFactory: (
    settings: Settings,
    users: UserAccounts,
    { client: redis }: RedisService,
    events: TokenMetrics,
  ) => ({
    issuer: `urn:session-lab:${settings.clusterId}`,
    audience: `urn:session-lab:${settings.clusterId}:shop`,
    keys: settings.authKeys,
    users,
    events,
    sessions: requestSessionIdentity,
    accessCookie: accessCookieName(settings),
    refreshFamilies: new RedisRefreshFamilyStore(redis),
    revocations: new RedisRevocationList(redis, { retentionSeconds: settings.sessionAbsoluteSeconds }),
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
