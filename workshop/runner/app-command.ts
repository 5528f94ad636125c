import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LauncherError } from '../../apps/lab/src/processes/launcher-error.js';
import { compile } from './compile.js';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const REPLICA = fileURLToPath(new URL('replica.mjs', import.meta.url));

/** How a replica of an app is started. */
export interface AppCommand {
  readonly command: string;
  readonly args: string[];
  readonly directory: string;
}

/**
 * Returns how an app is started: by the line in the file `start` of its folder, in whatever language, or, for a TypeScript file,
 * by Node.
 * @param app a file, or a folder with a file `start`
 * @throws LauncherError for TypeScript that does not compile, and for a folder without a line in `start`
 */
export async function commandOf(app: string): Promise<AppCommand> {
  if (app.endsWith('.ts'))
    return { command: process.execPath, args: [REPLICA, await compile(app)], directory: CHECKOUT };
  const file = join(app, 'start');
  const line = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (!line) throw new LauncherError(`Write into ${file} how the app is started, as in "python3 app.py".`);
  return { command: 'sh', args: ['-c', line], directory: app };
}

/** The folder of an app. */
export function folderOf(app: string): string {
  return app.endsWith('.ts') ? dirname(app) : app;
}
