import { hostname } from 'node:os';
import { z } from 'zod';
import { authKeys } from './auth-keys.schema.js';
import { memcachedUrl, origins, postgresUrl, redisUrl } from './service-url.schema.js';
import { sessionKeys } from './session-keys.schema.js';
import { weakSecrets } from './weak-secrets.js';

/** How the balancer picks a replica for a visitor. */
export const ROUTINGS = ['any', 'cookie', 'url', 'ip'] as const;
/** Where a visitor's session lives. */
export const STATES = ['memory', 'redis', 'near', 'memcached', 'postgres', 'token'] as const;

export type Routing = (typeof ROUTINGS)[number];
export type State = (typeof STATES)[number];

const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

const seconds = () => z.coerce.number({ error: wholeSeconds }).int(wholeSeconds).positive(wholeSeconds);
const wholeSeconds = 'must be a whole number of seconds, 1 or more';
const portRange = 'must be a port number from 0 to 65535';
const replicaRange = 'must be a whole number from 1 to 1000';
const replicaSource = z
  .string()
  .regex(/^(file:.+|dns:[A-Za-z0-9._-]+:\d{1,5})$/, { error: 'must be file:<path> or dns:<name>:<port>' });
const countRange = 'must be a whole number, 1 or more';
const count = () => z.coerce.number({ error: countRange }).int(countRange).positive(countRange);
const drainRange = 'must be a number of seconds from 0 to 4';

/**
 * Every environment variable that a replica reads. The table in docs/settings.md is written from this schema:
 * a description says what the variable decides, `shown` stands in the table where there is no fixed default.
 */
export const settingsSchema = z
  .object({
    NODE_ENV: oneOf(['development', 'test', 'production'])
      .default('development')
      .describe('`production` refuses to start without keys and service addresses'),
    HOST: z.string().default('127.0.0.1').describe('address to listen on'),
    PORT: z.coerce
      .number({ error: portRange })
      .int(portRange)
      .min(0, portRange)
      .max(65_535, portRange)
      .default(3000)
      .describe('port to listen on; `0` takes a free one'),
    REPLICA_ID: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,64}$/, {
        error: 'must be 1 to 64 letters, digits, dots, dashes or underscores',
      })
      .default(() => hostname().slice(0, 64))
      .meta({ description: 'the name of this replica, sent as `X-Served-By`', shown: 'the host name' }),
    REPLICA_COUNT: z.coerce
      .number({ error: replicaRange })
      .int(replicaRange)
      .min(1, replicaRange)
      .max(1000, replicaRange)
      .default(3)
      .describe(
        'approximate number of replicas: while Redis is unavailable, each one allows its share of the login limit',
      ),
    CLUSTER_ID: z
      .string()
      .regex(/^[a-z0-9]{4,16}$/, { error: 'must be 4 to 16 lower-case letters and digits' })
      .default('local')
      .describe(
        'suffix of every cookie name: the same on all replicas, another for another demo on this host',
      ),
    SHOP_ROUTING: oneOf(ROUTINGS)
      .default('cookie')
      .describe('routing of a visitor who has not chosen: `any`, `cookie`, `url` or `ip`'),
    SHOP_STATE: oneOf(STATES)
      .default('memory')
      .describe(
        'where the session of a visitor who has not chosen lives: `memory`, `redis`, `near`, `memcached`, `postgres` or `token`',
      ),
    LAB: oneOf(['on', 'off'])
      .default('off')
      .describe('`on` lets visitors switch modes and break replicas; the demo turns it on'),
    LAB_TOKEN: z
      .string()
      .min(16, { error: 'must be at least 16 characters long', abort: true })
      .optional()
      .meta({ description: 'lets scripts call the fault routes (`X-Lab-Token`)', shown: 'generated' }),
    LAB_CONTROL: z.string().optional().meta({
      description:
        'socket of the launcher, which adds replicas, stops Redis and runs the shoppers; the demo sets it',
      shown: 'none',
    }),
    REPLICAS: replicaSource.optional().meta({
      description:
        'where the lab finds the other replicas: `file:<path>` with lines of `id address:port`, or `dns:<name>:<port>`',
      shown: 'none',
    }),
    DATABASE_URL: postgresUrl.optional().meta({
      description: 'Postgres',
      shown: '`postgresql://127.0.0.1:5432/session_lab`; none in production',
    }),
    REDIS_URL: redisUrl.optional().meta({
      description:
        'Redis: `redis://`, `redis-sentinel://h:p,h:p/name` or `redis-cluster://h:p,h:p`; `rediss` instead of `redis` for TLS',
      shown: '`redis://127.0.0.1:6379`; none in production',
    }),
    MEMCACHED_URL: memcachedUrl.default('memcached://127.0.0.1:11211').describe('Memcached'),
    SESSION_KEYS: sessionKeys.optional().meta({
      description: '`id:base64` list of 32-byte keys for sessions at rest; the first one encrypts',
      shown: 'generated; none in production',
    }),
    AUTH_KEYS: authKeys.optional().meta({
      description: 'JSON array of Ed25519 private JWKs for tokens, or its base64url; the first one signs',
      shown: 'generated; none in production',
    }),
    SESSION_IDLE_SECONDS: seconds()
      .default(1800)
      .describe('idle timeout: a session ends after this many seconds without a request'),
    SESSION_ABSOLUTE_SECONDS: seconds()
      .default(43_200)
      .describe('absolute timeout: a session ends this many seconds after login, used or not'),
    AFFINITY_SECONDS: seconds()
      .default(1800)
      .describe('affinity timeout: how long the balancer keeps a visitor on one replica, in seconds'),
    LIMIT_LOGINS: count()
      .default(200)
      .describe(
        'failed logins and registrations per address and minute, then 429; 10 per account. An IPv6 address counts by its /64',
      ),
    LIMIT_GUEST_SESSIONS: count()
      .default(600)
      .describe('sessions that guests of one address may start per minute, then 429'),
    LIMIT_STREAMS: count()
      .default(50)
      .describe('event streams and sockets that one address may keep open on this replica, then 429'),
    PUBLIC_ORIGINS: origins.default([]).meta({
      description: 'other origins that may send forms and fetch requests, comma-separated',
      shown: 'none',
    }),
    DRAIN_SECONDS: z.coerce
      .number({ error: drainRange })
      .min(0, drainRange)
      .max(4, drainRange)
      .default(4)
      .describe('on SIGTERM, keep serving for this many seconds while balancers remove this replica'),
    WEB_ROOT: z
      .string()
      .optional()
      .meta({ description: 'folder of the built pages', shown: '`dist/apps/web` of this checkout' }),
    LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info')
      .describe('least severe log line to print'),
  })
  .superRefine((env, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (env.NODE_ENV === 'production') {
      for (const name of ['DATABASE_URL', 'REDIS_URL', 'SESSION_KEYS', 'AUTH_KEYS'] as const) {
        if (env[name] === undefined) refuse(name, 'must be set in production');
      }
    }
    // The demo makes up its own on the first start.
    if (env.LAB === 'off') for (const [name, sentence] of weakSecrets(env)) refuse(name, sentence);
    if (env.SHOP_STATE === 'near' && /^rediss?-cluster:/.test(env.REDIS_URL ?? '')) {
      refuse(
        'SHOP_STATE',
        'near needs one Redis or Sentinel, as each node of a Cluster tells only of its own keys: choose redis',
      );
    }
    if (env.SHOP_ROUTING === 'any' && env.SHOP_STATE === 'memory' && env.LAB === 'off') {
      refuse(
        'SHOP_STATE',
        'memory loses sessions with SHOP_ROUTING=any: choose another state or routing, or LAB=on to see it happen',
      );
    }
    if (env.SESSION_IDLE_SECONDS > env.SESSION_ABSOLUTE_SECONDS) {
      refuse('SESSION_IDLE_SECONDS', 'must not be longer than SESSION_ABSOLUTE_SECONDS');
    }
  });

/** The environment after validation: parsed, with defaults filled in. */
export type Environment = z.output<typeof settingsSchema>;
