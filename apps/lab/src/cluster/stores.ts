import { LauncherError } from '../processes/launcher-error.js';
import type { Service } from '../services/service.js';
import { startServices } from '../services/services.js';
import { SupervisedService } from '../services/supervised-service.js';
import type { CleanUp } from './clean-up.js';
import type { CompleteOptions } from './cluster-defaults.js';
import type { StoreUrls } from './cluster-options.js';
import { prepareDatabase, type AdminAccount } from './database.js';
import type { Foundation } from './foundation.js';

/** The stores of a cluster, and the Redis among them where it is the cluster's own. */
export interface ProvidedStores extends StoreUrls {
  ownRedis?: SupervisedService;
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
  for (const service of [services.postgres, services.redis, services.memcached]) {
    if (!(service instanceof SupervisedService)) continue;
    const { name } = service;
    service.on('died', (how) => options.onProgress(`${name} ended (${how}): starting it again`));
    service.on('ready', () => options.onProgress(`${name} is ready again`));
  }
  return {
    databaseUrl: services.postgres.url,
    redisUrl: services.redis.url,
    memcachedUrl: services.memcached.url,
    ...(services.redis instanceof SupervisedService && { ownRedis: services.redis }),
  };
}

/**
 * The Redis that a cluster may stop.
 * @throws LauncherError if another program runs it.
 */
export function ownRedis(redis: Service | undefined): SupervisedService {
  return ownService(redis, 'Redis');
}

/**
 * A store that a cluster may stop.
 * @param name as users know it
 * @throws LauncherError if another program runs it
 */
export function ownService(service: Service | undefined, name: string): SupervisedService {
  if (service instanceof SupervisedService) return service;
  throw new LauncherError(`This ${name} was not started here, so it is not stopped or started here.`);
}
