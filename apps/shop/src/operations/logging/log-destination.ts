import { writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/**
 * Returns a destination for log lines that drops those that cannot be written, because the disk is full or the reader has gone. That of
 * pino ends the process in this case, and then waits for room for as long as the disk is full.
 */
export function logDestination(descriptor: number): DestinationStream {
  return {
    write(line) {
      try {
        writeSync(descriptor, line);
      } catch {
        // There is no other place to say it.
      }
    },
  };
}
