import { generateAuthKey, generateLabToken, generateSessionKey } from './generated-secrets.js';
import { SettingsError } from './settings.error.js';
import { settingsSchema, type Environment } from './settings.schema.js';
import { Settings } from './settings.js';

/**
 * Validates the environment and fills in what may be generated.
 *
 * @param env usually `process.env`; an empty value counts as absent, as compose files produce them
 * @param warn told of each key that was generated, because replicas with different keys do not understand each other
 * @throws SettingsError with one sentence for each variable that is missing, malformed or unsafe
 */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  warn: (sentence: string) => void = () => {},
): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = settingsSchema.safeParse(given);
  if (!result.success) {
    throw new SettingsError(result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`));
  }
  return toSettings(result.data, warn);
}

function toSettings(env: Environment, warn: (sentence: string) => void): Settings {
  if (env.SESSION_KEYS === undefined) {
    warn(
      'SESSION_KEYS is not set: using a key of this process alone, so other replicas cannot read its sessions.',
    );
  }
  if (env.AUTH_KEYS === undefined) {
    warn(
      'AUTH_KEYS is not set: using a key of this process alone, so other replicas do not accept its tokens.',
    );
  }
  return new Settings({
    host: env.HOST,
    port: env.PORT,
    replicaId: env.REPLICA_ID,
    replicaCount: env.REPLICA_COUNT,
    clusterId: env.CLUSTER_ID,
    databaseUrl: env.DATABASE_URL ?? 'postgresql://127.0.0.1:5432/session_lab',
    redisUrl: env.REDIS_URL ?? 'redis://127.0.0.1:6379',
    memcachedUrl: env.MEMCACHED_URL,
    sessionKeys: env.SESSION_KEYS ?? [generateSessionKey()],
    authKeys: env.AUTH_KEYS ?? [generateAuthKey()],
    sessionIdleSeconds: env.SESSION_IDLE_SECONDS,
    sessionAbsoluteSeconds: env.SESSION_ABSOLUTE_SECONDS,
    affinitySeconds: env.AFFINITY_SECONDS,
    routing: env.SHOP_ROUTING,
    state: env.SHOP_STATE,
    lab: env.LAB === 'on',
    labToken: env.LAB_TOKEN ?? generateLabToken(),
    labControl: env.LAB_CONTROL,
    replicas: env.REPLICAS,
    limits: {
      loginsPerMinute: env.LIMIT_LOGINS,
      guestSessionsPerMinute: env.LIMIT_GUEST_SESSIONS,
      streams: env.LIMIT_STREAMS,
    },
    publicOrigins: env.PUBLIC_ORIGINS,
    drainSeconds: env.DRAIN_SECONDS,
    webRoot: env.WEB_ROOT,
    production: env.NODE_ENV === 'production',
    logLevel: env.LOG_LEVEL,
  });
}
