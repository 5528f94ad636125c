import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { inject } from 'vitest';
import { Visitor } from '../../lab/src/client/visitor.js';
import { createShop } from '../src/create-shop.js';
import { readSettings } from '../src/settings/read-settings.js';

/** One replica, put together as in production, on a free port and with real stores. */
export class ShopApp {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    /** Every line that the replica logged so far. */
    readonly logs: readonly string[],
  ) {}

  /** @param env settings on top of those that tests share */
  static async start(env: Record<string, string> = {}): Promise<ShopApp> {
    const logs: string[] = [];
    // All files register from one address, and their shops count in one Redis.
    const shared = { ...stores(), REPLICA_ID: 'shop-1', CLUSTER_ID: 'test', LIMIT_LOGINS: '100000' };
    const settings = readSettings({ ...shared, ...env });
    const app = await createShop(settings, { logs: { write: (line) => void logs.push(line) } });
    await app.listen(0, '127.0.0.1');
    return new ShopApp(app, await app.getUrl(), logs);
  }

  /** A new browser: no cookies yet. */
  visitor(headers: Record<string, string> = {}): Visitor {
    return new Visitor(this.url, headers);
  }

  /** A browser that has just registered, and the address it did so with. */
  async customer(): Promise<Visitor & { email: string }> {
    const email = `customer-${crypto.randomUUID()}@example.com`;
    const visitor = this.visitor();
    const response = await visitor.send('POST', '/api/auth/register', {
      email,
      password: PASSWORD,
      name: 'Test',
    });
    if (response.status !== 201)
      throw new Error(`Registering answered ${response.status}: ${await response.text()}`);
    return Object.assign(visitor, { email });
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}

/** The password of every {@link ShopApp.customer}. */
export const PASSWORD = 'correct horse battery staple';

function stores(): Record<string, string> {
  return {
    DATABASE_URL: inject('databaseUrl'),
    REDIS_URL: inject('redisUrl'),
    MEMCACHED_URL: inject('memcachedUrl'),
  };
}
