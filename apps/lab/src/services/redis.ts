import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../processes/ports.js';
import type { ProcessLedger } from '../processes/process-ledger.js';
import { Program } from '../processes/program.js';
import { answers } from './ask.js';
import type { Service } from './service.js';

/**
 * Starts redis-server on a loopback port. What it holds survives a restart: every write goes to its
 * append-only file, synced once a second.
 * @throws LauncherError where it is missing or its file is damaged.
 */
export async function startRedis(options: {
  directory: string;
  ledger: ProcessLedger;
  /** Where it was before; a free port without. */
  port?: number;
}): Promise<Service> {
  const directory = join(options.directory, 'redis');
  mkdirSync(directory, { recursive: true });
  const port = options.port ?? (await freePort());
  const program = await Program.start({
    name: 'redis-server',
    command: 'redis-server',
    args: [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      directory,
      '--appendonly',
      'yes',
      '--save',
      '',
    ],
    directory,
    logFile: join(options.directory, 'redis.log'),
    ledger: options.ledger,
  });
  try {
    await program.ready(() => answers(port, 'PING', '+PONG'));
  } catch (error) {
    await program.stop();
    throw error;
  }
  return { url: `redis://127.0.0.1:${port}`, program, stop: () => program.stop() };
}
