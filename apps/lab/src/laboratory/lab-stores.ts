import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDatabase } from '../cluster/database.js';
import type { StoreUrls } from '../cluster/cluster-options.js';
import { ProcessLedger } from '../processes/process-ledger.js';
import { startRedis } from '../services/redis.js';
import { startServices, type Services } from '../services/services.js';

/** The stores of the lab, shared by its clusters. Redis can be stopped and comes back with what it held. */
export class LabStores {
  private constructor(
    private readonly directory: string,
    private readonly ledger: ProcessLedger,
    private readonly services: Services,
    private redis = services.redis,
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
    return new LabStores(directory, ledger, services);
  }

  get urls(): StoreUrls {
    const { postgres, memcached } = this.services;
    return { databaseUrl: postgres.url, memcachedUrl: memcached.url, redisUrl: this.redis.url };
  }

  async stopRedis(): Promise<void> {
    await this.redis.stop();
  }

  /** Starts Redis again where it was. */
  async startRedis(): Promise<void> {
    const port = Number(new URL(this.redis.url).port);
    this.redis = await startRedis({ directory: this.directory, ledger: this.ledger, port });
  }

  async stop(): Promise<void> {
    await Promise.all([this.redis.stop(), this.services.stop()]);
    rmSync(this.directory, { recursive: true, force: true });
  }
}
