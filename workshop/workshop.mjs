// npm run workshop: gets what it needs, then hands over to runner/main.ts, which Vite runs, as Node 20 runs no TypeScript.
import { fileURLToPath } from 'node:url';
import { ensurePackages } from '../apps/lab/setup/packages.mjs';
import { ensurePrograms } from '../apps/lab/setup/programs.mjs';
import { CHECKOUT, SetupError } from '../apps/lab/setup/run.mjs';

process.chdir(CHECKOUT);
try {
  ensurePackages();
  ensurePrograms(['nginx', 'redis-server']);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exit(1);
}
const { runnerImport } = await import('vite');
await runnerImport(fileURLToPath(new URL('runner/main.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
});
