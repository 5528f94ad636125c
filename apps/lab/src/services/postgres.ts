import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../processes/ports.js';
import type { ProcessLedger } from '../processes/process-ledger.js';
import { findOrCreateUser, isRoot } from '../processes/system-user.js';
import { postgresBinaries } from './postgres-binaries.js';
import {
  damaged,
  ensureDataDirectory,
  POSTGRES_DATABASE,
  POSTGRES_ROLE,
  postgresFolder,
  postgresPassword,
} from './postgres-data.js';
import { SupervisedService } from './supervised-service.js';

/** What Postgres is started with. */
export interface PostgresOptions {
  /** Its data and its log go here. */
  directory: string;
  ledger: ProcessLedger;
  /** False for a throw-away database: nothing is forced to disk, which tests gain from. */
  durable?: boolean;
}

/**
 * Starts a real Postgres on a free loopback port, with the binaries that npm installed.
 * @throws LauncherError where it is missing or its data directory is damaged.
 */
export async function startPostgres({
  directory,
  ledger,
  durable = true,
}: PostgresOptions): Promise<SupervisedService> {
  // Postgres refuses to run as root.
  const user = isRoot() ? findOrCreateUser('postgres') : undefined;
  const binaries = postgresBinaries(user);
  const folder = postgresFolder(directory, user);
  const password = postgresPassword(folder, user);
  const data = ensureDataDirectory(folder, binaries, user);
  const port = await freePort();
  return SupervisedService.start({
    url: `postgresql://${POSTGRES_ROLE}:${password}@127.0.0.1:${port}/${POSTGRES_DATABASE}`,
    program: {
      name: 'postgres',
      command: binaries.postgres,
      args: ['-D', data, '-p', String(port), ...settings(durable)],
      directory: folder,
      user,
      logFile: join(directory, 'postgres.log'),
      ledger,
      // Fast shutdown: open transactions are rolled back, connections closed.
      stopSignal: 'SIGINT',
    },
    isReady: async ({ pid }) => isReady(data, pid),
    explain: (lastWords) => damaged(data, lastWords),
  });
}

function settings(durable: boolean): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    // No socket file in /tmp for others to find.
    unix_socket_directories: '',
    max_connections: '200',
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/**
 * The pid file's first line is the server's pid, its last line says "ready" once connections are accepted; pg_ctl reads
 * the same. A server that was killed leaves its file behind.
 */
function isReady(data: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
