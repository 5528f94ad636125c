import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the built pages: as configured, else `dist/apps/web` of the checkout that this file is in, compiled or not.
 *
 * @returns undefined where nothing was built there
 */
export function findWebRoot(configured?: string): string | undefined {
  const candidates =
    configured === undefined ? ancestors().map((folder) => join(folder, 'dist/apps/web')) : [configured];
  return candidates.find((folder) => existsSync(join(folder, 'index.html')));
}

function ancestors(): string[] {
  const folders = [dirname(fileURLToPath(import.meta.url))];
  while (folders.at(-1) !== dirname(folders.at(-1)!)) folders.push(dirname(folders.at(-1)!));
  return folders;
}
