import { startServices } from '../services/services.js';
import type { CleanUp } from './clean-up.js';
import type { CompleteOptions } from './cluster-defaults.js';
import type { StoreUrls } from './cluster-options.js';
import { prepareDatabase, type AdminAccount } from './database.js';
import type { Foundation } from './foundation.js';

/** The stores of a cluster, ready to use: those that were given, else own ones, migrated and seeded. */
export async function provideStores(
  options: CompleteOptions,
  { directory, ledger }: Foundation,
  admin: AdminAccount,
  cleanUp: CleanUp,
): Promise<StoreUrls> {
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
  };
}
