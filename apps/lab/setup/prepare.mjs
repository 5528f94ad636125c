// Plain JavaScript with nothing but Node: it runs before any package is installed.
import { ensureBuild } from './build.mjs';
import { ensurePackages } from './packages.mjs';
import { ensurePrograms } from './programs.mjs';
import { CHECKOUT, SetupError } from './run.mjs';

/** Gets a fresh checkout to where a cluster can start, or ends with 1 and one sentence. */
export function prepare() {
  process.chdir(CHECKOUT);
  try {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const supported = major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
    if (!supported)
      throw new SetupError(
        `Node ${process.versions.node} is too old: install Node 20.19, 22.12, 24 or newer.`,
      );
    ensurePackages();
    ensurePrograms(['nginx', 'redis-server', 'memcached']);
    ensureBuild();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
