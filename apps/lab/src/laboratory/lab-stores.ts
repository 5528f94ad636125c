import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDatabase } from '../cluster/database.js';
import type { StoreUrls } from '../cluster/cluster-options.js';
import { ownRedis, ownService } from '../cluster/stores.js';
import { ProcessLedger } from '../processes/process-ledger.js';
import { startServices, type Services } from '../services/services.js';

/** The stores of the lab, shared by its clusters. Redis and Postgres can be stopped and come back with what they held. */
export class LabStores {
  private constructor(
    private readonly directory: string,
    private readonly services: Services,
  ) {}

  /** @throws LauncherError that says what is missing. */
  static async start(): Promise<LabStores> {
    const directory = mkdtempSync(join(tmpdir(), 'session-lab-stores-'));
    // Others than root must be able to pass through it to reach the database.
    chmodSync(directory, 0o711);
    const ledger = new ProcessLedger(directory);
    const services = await startServices({ directory, ledger, durable: false });
    const admin = { email: 'admin@session-lab.test', password: crypto.randomUUID() };
    await prepareDatabase({ databaseUrl: services.postgres.url, admin, directory, ledger });
    return new LabStores(directory, services);
  }

  get urls(): StoreUrls {
    const { postgres, redis, memcached } = this.services;
    return { databaseUrl: postgres.url, memcachedUrl: memcached.url, redisUrl: redis.url };
  }

  async stopRedis(): Promise<void> {
    await ownRedis(this.services.redis).stop();
  }

  /** Starts Redis again where it was. */
  async startRedis(): Promise<void> {
    await ownRedis(this.services.redis).start();
  }

  /** Stops Postgres in good order: its clients are disconnected. */
  async stopPostgres(): Promise<void> {
    await ownService(this.services.postgres, 'Postgres').stop();
  }

  /** Starts Postgres again on the same port. */
  async startPostgres(): Promise<void> {
    await ownService(this.services.postgres, 'Postgres').start();
  }

  async stop(): Promise<void> {
    await this.services.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
