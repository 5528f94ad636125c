import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {} from 'vitest';
import type { TestProject } from 'vitest/node';
import { startServices } from '../services/services.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A migrated and seeded Postgres, shared by every file of the project. */
    databaseUrl: string;
    redisUrl: string;
    memcachedUrl: string;
  }
}

const checkout = new URL('../../../../', import.meta.url);

/**
 * Starts the real stores once for a vitest project, migrates and seeds, and tells the tests where they are:
 * `inject('databaseUrl')`, `inject('redisUrl')`, `inject('memcachedUrl')`.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'session-lab-'));
  // Others than root must be able to pass through it to reach the database.
  chmodSync(directory, 0o711);
  const services = await startServices({ directory, durable: false });
  const teardown = async () => {
    await services.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    for (const script of ['tools/migrate.mjs', 'tools/seed.mjs'].filter(hasBeenWritten))
      run(script, services.postgres.url);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('databaseUrl', services.postgres.url);
  project.provide('redisUrl', services.redis.url);
  project.provide('memcachedUrl', services.memcached.url);
  return teardown;
}

function run(script: string, databaseUrl: string): void {
  execFileSync(process.execPath, [script], {
    cwd: checkout,
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: 'inherit',
  });
}

const hasBeenWritten = (script: string) => existsSync(new URL(script, checkout));
