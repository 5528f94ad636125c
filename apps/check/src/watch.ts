import { watch } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** What no editor writes: packages, hidden files, logs. */
const IGNORED = /^(node_modules|\..*|.*\.log)$/;

/**
 * Waits for a change of a file in a directory or below.
 * @param except paths whose changes do not count, such as reports
 * @throws AbortError once the signal is aborted
 */
export async function changeIn(
  directory: string,
  except: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  for await (const { filename } of watch(directory, { recursive: true, signal }))
    if (filename !== null && !filename.split(sep).some((part) => IGNORED.test(part)))
      if (!except.includes(join(directory, filename))) return filename;
  throw new Error(`Watching ${directory} ended unexpectedly.`);
}
