import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LauncherError } from '../processes/launcher-error.js';

const secretsSchema = z.object({
  /** Suffix of the cookies' names. */
  clusterId: z.string().regex(/^[a-z0-9]{4,16}$/),
  sessionKeys: z.string(),
  authKeys: z.string(),
  labToken: z.string(),
  /** What the balancers name pins by. */
  routeKey: z.string(),
  adminPassword: z.string(),
});

/** What a cluster must not share with another one. */
export type Secrets = z.output<typeof secretsSchema>;

/**
 * The secrets of a data directory, made up on the first start and kept, readable by their owner alone.
 * @throws LauncherError where the file is damaged.
 */
export function readOrCreateSecrets(directory: string): Secrets {
  const file = join(directory, 'secrets.json');
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(generateSecrets(), null, 2), { mode: 0o600 });
  const secrets = secretsSchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (secrets.success) return secrets.data;
  throw new LauncherError(
    `The secrets in ${file} are damaged: delete that file to have new ones, which ends every session.`,
  );
}

/** New random secrets. */
export function generateSecrets(): Secrets {
  return {
    clusterId: randomBytes(4).toString('hex'),
    sessionKeys: `k1:${randomBytes(32).toString('base64')}`,
    authKeys: JSON.stringify([generateSigningKey()]),
    labToken: randomBytes(24).toString('base64url'),
    routeKey: randomBytes(24).toString('base64url'),
    adminPassword: randomBytes(12).toString('base64url'),
  };
}

/** An Ed25519 private key as a JWK (RFC 8037). */
function generateSigningKey() {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { ...privateKey.export({ format: 'jwk' }), kid: randomBytes(6).toString('base64url') };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
