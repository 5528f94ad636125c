import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the range that systems pick outgoing ports from (32768 up on Linux, 49152 up on macOS): a program
// that is started again finds its own port free, and a connection attempt can never meet itself.
const LOWEST = 20_000;
const HIGHEST = 32_000;

const handedOut = new Set<number>();

/** Whether nothing listens on this TCP port of the loopback address. */
export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A free loopback port that this process has not handed out before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    if (handedOut.has(port) || !(await isPortFree(port))) continue;
    handedOut.add(port);
    return port;
  }
}
