import type { PoolConfig } from 'pg';
import type { Settings } from '../settings/settings.js';

/**
 * How long a query waits for a place in the pool, in ms. Less than the two seconds of the balancer, which rests a replica that is
 * late: a rush must end in a 503 to some, not in a rest for all.
 */
const CONNECTION_WAIT_MS = 1_500;

/** The same for a transaction, which may wait for a lock as well. */
export const TRANSACTION_WAIT_MS = 800;

/**
 * The connections of one replica. All limits are in milliseconds, and all of them short: a request rather fails in a second than
 * holds a row, or a place in the pool, that others wait for.
 */
export function poolSettings(settings: Pick<Settings, 'databaseUrl' | 'replicaId'>): PoolConfig {
  return {
    connectionString: settings.databaseUrl,
    application_name: `shop ${settings.replicaId}`,
    // Three replicas and their tools stay well below Postgres's default of 100 connections.
    max: 10,
    connectionTimeoutMillis: CONNECTION_WAIT_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    lock_timeout: 1_000,
    // A replica that freezes within a transaction loses its locks after this.
    idle_in_transaction_session_timeout: 2_000,
    statement_timeout: 4_000,
    // Where the server cannot end a query, as it has vanished without a word.
    query_timeout: 5_000,
  };
}
