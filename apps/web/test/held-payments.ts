import pg from 'pg';
import { expect } from 'vitest';

/** Payments whose provider keeps everybody waiting: a lock on its table. */
export class HeldPayments {
  private constructor(private readonly client: pg.Client) {}

  /** From now on no payment comes to an end, until {@link release}. */
  static async hold(databaseUrl: string): Promise<HeldPayments> {
    const client = new pg.Client(databaseUrl);
    await client.connect();
    await client.query('BEGIN');
    await client.query('LOCK TABLE simulated_payments IN EXCLUSIVE MODE');
    return new HeldPayments(client);
  }

  /** The id of a replica that waits for its payment, as soon as there is one. */
  async waiter(): Promise<string> {
    let replica: string | undefined;
    await expect
      .poll(
        async () => {
          // Within a transaction the activity of others would be shown as it was at the first look.
          await this.client.query('SELECT pg_stat_clear_snapshot()');
          const { rows } = await this.client.query<{ application_name: string }>(
            `SELECT application_name FROM pg_stat_activity
             WHERE wait_event_type = 'Lock' AND query ILIKE '%simulated_payments%' AND application_name LIKE 'shop %'`,
          );
          replica = rows[0]?.application_name.slice('shop '.length);
          return replica;
        },
        { timeout: 20_000, interval: 10 },
      )
      .toBeDefined();
    return replica!;
  }

  async release(): Promise<void> {
    await this.client.query('ROLLBACK');
    await this.client.end();
  }
}
