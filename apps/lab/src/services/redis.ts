import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../processes/ports.js';
import type { ProcessLedger } from '../processes/process-ledger.js';
import { answers } from './ask.js';
import { SupervisedService } from './supervised-service.js';

/**
 * Starts redis-server on a free loopback port. What it holds survives a restart: every write goes to its
 * append-only file, synced once a second.
 * @throws LauncherError where it is missing or its file is damaged.
 */
export async function startRedis(options: {
  directory: string;
  ledger: ProcessLedger;
}): Promise<SupervisedService> {
  const { directory, ledger } = options;
  const port = await freePort();
  const data = join(directory, 'redis');
  mkdirSync(data, { recursive: true });
  return SupervisedService.start({
    url: `redis://127.0.0.1:${port}`,
    program: {
      name: 'redis-server',
      command: 'redis-server',
      args: [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', data],
        ...['--appendonly', 'yes', '--save', ''],
      ],
      directory: data,
      logFile: join(directory, 'redis.log'),
      ledger,
    },
    isReady: () => answers(port, 'PING', '+PONG'),
  });
}
