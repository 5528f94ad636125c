import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../processes/ports.js';
import type { ProcessLedger } from '../processes/process-ledger.js';
import { Program } from '../processes/program.js';
import { answers } from './ask.js';
import type { RestartableService } from './service.js';

interface RedisOptions {
  directory: string;
  ledger: ProcessLedger;
  /** Where it was before; a free port without. */
  port?: number;
}

/**
 * Starts redis-server on a loopback port. What it holds survives a restart: every write goes to its
 * append-only file, synced once a second.
 * @throws LauncherError where it is missing or its file is damaged.
 */
export async function startRedis(options: RedisOptions): Promise<RestartableService> {
  const port = options.port ?? (await freePort());
  let program = await launch(port, options);
  return {
    url: `redis://127.0.0.1:${port}`,
    get program() {
      return program;
    },
    stop: () => program.stop(),
    start: async () => {
      if (!program.running) program = await launch(port, options);
    },
  };
}

async function launch(port: number, { directory, ledger }: RedisOptions): Promise<Program> {
  const data = join(directory, 'redis');
  mkdirSync(data, { recursive: true });
  const program = await Program.start({
    name: 'redis-server',
    command: 'redis-server',
    args: [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', data],
      ...['--appendonly', 'yes', '--save', ''],
    ],
    directory: data,
    logFile: join(directory, 'redis.log'),
    ledger,
  });
  try {
    await program.ready(() => answers(port, 'PING', '+PONG'));
  } catch (error) {
    await program.stop();
    throw error;
  }
  return program;
}
