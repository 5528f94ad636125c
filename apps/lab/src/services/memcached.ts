import { join } from 'node:path';
import { freePort } from '../processes/ports.js';
import type { ProcessLedger } from '../processes/process-ledger.js';
import { Program } from '../processes/program.js';
import { isRoot } from '../processes/system-user.js';
import { answers } from './ask.js';
import type { Service } from './service.js';

/**
 * Starts memcached on a free loopback port, TCP alone.
 * @throws LauncherError where it is missing.
 */
export async function startMemcached(options: {
  directory: string;
  ledger: ProcessLedger;
}): Promise<Service> {
  const port = await freePort();
  const program = await Program.start({
    name: 'memcached',
    command: 'memcached',
    // -U 0: no UDP. As root it insists on a user to become.
    args: [
      '-l',
      '127.0.0.1',
      '-p',
      String(port),
      '-U',
      '0',
      '-m',
      '64',
      ...(isRoot() ? ['-u', 'nobody'] : []),
    ],
    directory: options.directory,
    logFile: join(options.directory, 'memcached.log'),
    ledger: options.ledger,
  });
  try {
    await program.ready(() => answers(port, 'version', 'VERSION'));
  } catch (error) {
    await program.stop();
    throw error;
  }
  return { url: `memcached://127.0.0.1:${port}`, program, stop: () => program.stop() };
}
