import { LauncherError } from '../processes/launcher-error.js';
import type { RestartableService } from '../services/service.js';
import { startServices } from '../services/services.js';
import type { CleanUp } from './clean-up.js';
import type { CompleteOptions } from './cluster-defaults.js';
import type { StoreUrls } from './cluster-options.js';
import { prepareDatabase, type AdminAccount } from './database.js';
import type { Foundation } from './foundation.js';

/** The stores of a cluster, and the Redis among them where it is the cluster's own. */
export interface ProvidedStores extends StoreUrls {
  ownRedis?: RestartableService;
}

/** The stores of a cluster, ready to use: those that were given, else own ones, migrated and seeded. */
export async function provideStores(
  options: CompleteOptions,
  { directory, ledger }: Foundation,
  admin: AdminAccount,
  cleanUp: CleanUp,
): Promise<ProvidedStores> {
  if (options.services) return options.services;
  options.onProgress('starting Postgres, Redis and Memcached');
  const services = await startServices({
    directory,
    ledger,
    databaseUrl: options.databaseUrl,
    redisUrl: options.redisUrl,
    durable: options.dataDirectory !== undefined,
  });
  cleanUp.first(() => services.stop());
  options.onProgress('bringing the database up to date');
  await prepareDatabase({ databaseUrl: services.postgres.url, admin, directory, ledger });
  for (const { program } of [services.postgres, services.redis, services.memcached]) {
    void program?.ended.then((how) => {
      if (!program.stopping) options.onProgress(`${program.name} ended by itself (${how})`);
    });
  }
  return {
    databaseUrl: services.postgres.url,
    redisUrl: services.redis.url,
    memcachedUrl: services.memcached.url,
    ...('start' in services.redis && { ownRedis: services.redis }),
  };
}

/**
 * The Redis that a cluster may stop.
 * @throws LauncherError where somebody else runs it.
 */
export function ownRedis({ ownRedis }: ProvidedStores): RestartableService {
  if (ownRedis) return ownRedis;
  throw new LauncherError('This Redis was not started here, so it is not stopped or started here.');
}
