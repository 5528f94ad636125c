import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes sure of the directory that a cluster keeps everything in; without a name, a temporary one. */
export function openDataDirectory(name?: string): string {
  if (name === undefined) {
    const directory = mkdtempSync(join(tmpdir(), 'session-lab-'));
    // The database may belong to another user, who must be able to pass.
    chmodSync(directory, 0o711);
    return directory;
  }
  mkdirSync(name, { recursive: true });
  const directory = realpathSync(name);
  // Logs are of one run.
  for (const file of readdirSync(directory)) if (/\.log(\.1)?$/.test(file)) rmSync(join(directory, file));
  return directory;
}

/** Removes a temporary directory with all its data, also what is only linked from it. */
export function removeDataDirectory(directory: string): void {
  for (const entry of readdirSync(directory)) {
    rmSync(realpathSync(join(directory, entry)), { recursive: true, force: true });
  }
  rmSync(directory, { recursive: true, force: true });
}
