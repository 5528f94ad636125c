import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { LauncherError } from '../../apps/lab/src/processes/launcher-error.js';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
/** Within node_modules, so that an app finds its packages from there. */
const COMPILED = join(CHECKOUT, 'node_modules', '.cache', 'session-lab-workshop');

/**
 * Makes JavaScript of an app, once for its three replicas, as Node 20 runs no TypeScript.
 * @returns the file of it
 * @throws LauncherError where it is not TypeScript
 */
export async function compile(app: string): Promise<string> {
  const directory = join(COMPILED, createHash('sha256').update(app).digest('hex').slice(0, 16));
  try {
    await build({
      configFile: false,
      root: CHECKOUT,
      logLevel: 'silent',
      build: { ssr: app, outDir: directory, minify: false },
    });
  } catch (error) {
    throw new LauncherError(`It does not compile: ${error instanceof Error ? error.message : String(error)}`);
  }
  return join(directory, `${basename(app, '.ts')}.js`);
}
