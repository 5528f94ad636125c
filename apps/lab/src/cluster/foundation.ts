import { LauncherLock } from '../processes/launcher-lock.js';
import { ProcessLedger } from '../processes/process-ledger.js';
import { balancerPorts, type BalancerPorts } from './balancer-ports.js';
import type { CleanUp } from './clean-up.js';
import type { CompleteOptions } from './cluster-defaults.js';
import { openDataDirectory, removeDataDirectory } from './data-directory.js';
import { readOrCreateSecrets, type Secrets } from './secrets.js';

/** What stands before the first program starts. */
export interface Foundation {
  directory: string;
  ledger: ProcessLedger;
  ports: BalancerPorts[];
  secrets: Secrets;
}

/**
 * Takes the data directory, ends what a killed launcher left there, and makes sure of the ports.
 * @throws LauncherError where the directory or a port is taken.
 */
export async function layFoundation(options: CompleteOptions, cleanUp: CleanUp): Promise<Foundation> {
  const directory = openDataDirectory(options.dataDirectory);
  if (options.dataDirectory === undefined) cleanUp.first(() => removeDataDirectory(directory));
  const lock = LauncherLock.take(directory);
  cleanUp.first(() => lock.release());
  const ledger = new ProcessLedger(directory);
  const leftovers = await ledger.sweep();
  if (leftovers.length > 0)
    options.onProgress(`ended what a killed demo left running: ${leftovers.join(', ')}`);
  // The last word: whatever went wrong before, no program of ours stays.
  cleanUp.first(async () => void (await ledger.sweep()));
  options.signal?.addEventListener('abort', () => {
    ledger.close();
    void ledger.sweep();
  });
  const ports = await balancerPorts(options.port, options.balancers);
  return { directory, ledger, ports, secrets: readOrCreateSecrets(directory) };
}
