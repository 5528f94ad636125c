import { join } from 'node:path';

/** Where the launcher of a data directory takes orders. */
export function controlSocket(directory: string): string {
  return join(directory, 'control.sock');
}
