import { join } from 'node:path';
import { freePort } from '../processes/ports.js';
import type { ProcessLedger } from '../processes/process-ledger.js';
import { isRoot } from '../processes/system-user.js';
import { answers } from './ask.js';
import { SupervisedService } from './supervised-service.js';

/**
 * Starts memcached on a free loopback port, TCP alone. It keeps nothing on disk: a restart begins empty.
 * @throws LauncherError where it is missing.
 */
export async function startMemcached(options: {
  directory: string;
  ledger: ProcessLedger;
}): Promise<SupervisedService> {
  const port = await freePort();
  return SupervisedService.start({
    url: `memcached://127.0.0.1:${port}`,
    program: {
      name: 'memcached',
      command: 'memcached',
      // -U 0: no UDP. As root it insists on a user to become.
      args: [
        ...['-l', '127.0.0.1', '-p', String(port), '-U', '0', '-m', '64'],
        ...(isRoot() ? ['-u', 'nobody'] : []),
      ],
      directory: options.directory,
      logFile: join(options.directory, 'memcached.log'),
      ledger: options.ledger,
    },
    isReady: () => answers(port, 'version', 'VERSION'),
  });
}
