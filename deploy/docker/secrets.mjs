/**
 * Makes up the secrets of a composition on its first start: `node deploy/docker/secrets.mjs <directory>`. Later starts keep
 * them. Each service gets a folder of its own, to mount only that: `shop/environment`, `shop/redis-password`,
 * `tools/environment`, `balancer/environment`, `postgres/password.sql` and `redis/redis.conf`, `redis/users.acl`,
 * `redis/password`.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSecrets } from '../../dist/apps/lab/apps/lab/src/cluster/secrets.js';

const ADMIN_EMAIL = 'admin@session-lab.test';
const directory = process.argv[2];
if (!directory) {
  console.error('usage: node deploy/docker/secrets.mjs <directory>');
  process.exit(1);
}

// Written last: where it is, everything is.
const done = join(directory, 'tools', 'environment');
if (existsSync(done)) {
  console.log(`${directory} has its secrets already.`);
} else {
  const secrets = generateSecrets();
  const databasePassword = randomBytes(24).toString('base64url');
  const database = { DATABASE_URL: `postgresql://shop:${databasePassword}@postgres:5432/session_lab` };
  write('postgres/password.sql', `ALTER ROLE shop PASSWORD '${databasePassword}';\n`);
  writeEnvironment('balancer', { CLUSTER_ID: secrets.clusterId, ROUTE_KEY: secrets.routeKey });
  writeEnvironment('shop', {
    ...database,
    CLUSTER_ID: secrets.clusterId,
    SESSION_KEYS: secrets.sessionKeys,
    // The base64url of it: env files have their own idea of quotes.
    AUTH_KEYS: Buffer.from(secrets.authKeys).toString('base64url'),
    LAB_TOKEN: secrets.labToken,
  });
  writeEnvironment('tools', { ...database, ADMIN_EMAIL, ADMIN_PASSWORD: secrets.adminPassword });
  console.log(`The account ${ADMIN_EMAIL} has the password ${secrets.adminPassword}`);
}

// By itself: the volumes of a release whose Redis asked for no password have everything else.
if (!existsSync(join(directory, 'redis', 'redis.conf'))) writeRedisUsers();

/**
 * `operator` may do everything: replication, Sentinel, making a Cluster, inspection by hand. `shop` may do what a replica
 * does: it cannot flush, list all keys, change the configuration or cut other clients off.
 */
function writeRedisUsers() {
  const [operator, shop] = [randomBytes(24).toString('base64url'), randomBytes(24).toString('base64url')];
  const hashed = (password) => `#${createHash('sha256').update(password).digest('hex')}`;
  const users = [
    'user default off',
    `user operator reset on ${hashed(operator)} ~* &* +@all`,
    `user shop reset on ${hashed(shop)} ~* &* +@all -@admin -@dangerous +info +role`,
  ];
  write('redis/users.acl', `${users.join('\n')}\n`);
  write('redis/password', operator);
  write('shop/redis-password', shop);
  // Written last: where it is, the others are.
  write('redis/redis.conf', `aclfile /secrets/users.acl\nmasteruser operator\nmasterauth ${operator}\n`);
}

function writeEnvironment(service, values) {
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
  write(`${service}/environment`, lines.join(''));
}

/** Readable by any user: each service runs as another one, and only what it mounts can be read. */
function write(name, text) {
  const file = join(directory, name);
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o755 });
  writeFileSync(`${file}.new`, text, { mode: 0o444 });
  renameSync(`${file}.new`, file);
}
