import { mkdirSync } from 'node:fs';
import { ProcessLedger } from '../processes/process-ledger.js';
import { startMemcached } from './memcached.js';
import { startPostgres } from './postgres.js';
import { startRedis } from './redis.js';
import { externalService, type Service } from './service.js';

/** Which stores to start, and where they keep their data. */
export interface ServicesOptions {
  directory: string;
  ledger?: ProcessLedger;
  /** A Postgres that runs already, instead of one of our own. */
  databaseUrl?: string;
  /** A Redis that runs already, instead of one of our own. */
  redisUrl?: string;
  /** False where the data is thrown away afterwards. */
  durable?: boolean;
}

/** The three stores that the replicas share: each a SupervisedService, unless its URL was given. */
export interface Services {
  postgres: Service;
  redis: Service;
  memcached: Service;
  stop(): Promise<void>;
}

/**
 * Starts Postgres, Redis and Memcached side by side; where one fails, none is left running.
 * @throws LauncherError that says what is missing or damaged.
 */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { directory, durable, databaseUrl, redisUrl } = options;
  mkdirSync(directory, { recursive: true });
  const ledger = options.ledger ?? new ProcessLedger(directory);
  const started = await Promise.allSettled([
    databaseUrl ? externalService(databaseUrl) : startPostgres({ directory, ledger, durable }),
    redisUrl ? externalService(redisUrl) : startRedis({ directory, ledger }),
    startMemcached({ directory, ledger }),
  ]);
  const running = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => {
    await Promise.all(running.map((service) => service.stop()));
  };
  const [postgres, redis, memcached] = running;
  if (!postgres || !redis || !memcached) {
    await stop();
    throw started.find((result) => result.status === 'rejected')?.reason;
  }
  return { postgres, redis, memcached, stop };
}
