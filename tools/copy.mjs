// npm run copy -- <library> <directory>: see tools/copy/cli.mjs, which needs packages of the checkout.
import { existsSync, readFileSync } from 'node:fs';
import { ensurePackages } from '../apps/lab/setup/packages.mjs';
import { SetupError } from '../apps/lab/setup/run.mjs';

try {
  const { dependencies } = JSON.parse(readFileSync(new URL('copy/package.json', import.meta.url), 'utf8'));
  const isInstalled = (name) => existsSync(new URL(`../node_modules/${name}/package.json`, import.meta.url));
  if (!Object.keys(dependencies).every(isInstalled)) ensurePackages();
  await import('./copy/cli.mjs');
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
