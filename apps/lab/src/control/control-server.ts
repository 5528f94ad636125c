import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { relative } from 'node:path';
import { LauncherError } from '../processes/launcher-error.js';
import { controlSocket } from './control-socket.js';

/** What a running cluster can be told from outside. */
export interface Controlled {
  roll(): Promise<void>;
  scale(count: number): Promise<void>;
}

const LARGEST = 32;

/**
 * Takes orders for a running cluster: `POST /roll` and `POST /scale/<count>`, one at a time, on a socket in its data directory
 * that is its owner's alone. @returns what stops it
 */
export async function serveControl(directory: string, cluster: Controlled): Promise<() => Promise<void>> {
  const path = controlSocket(directory);
  rmSync(path, { force: true });
  let last = Promise.resolve();
  const server = createServer((request, response) => {
    last = last.then(() => answer(request, response, cluster));
  });
  // The whole path may be longer than a socket's name can be.
  server.listen(relative(process.cwd(), path));
  await once(server, 'listening');
  chmodSync(path, 0o600);
  return async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    rmSync(path, { force: true });
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  cluster: Controlled,
): Promise<void> {
  const order = orderOf(request, cluster);
  try {
    if (order) await order();
    response
      .writeHead(order ? 200 : 404)
      .end(order ? 'done' : 'There is roll, and scale with a count from 1 to 32.');
  } catch (error) {
    response.writeHead(500).end(error instanceof LauncherError ? error.message : String(error));
  }
}

function orderOf({ method, url }: IncomingMessage, cluster: Controlled): (() => Promise<void>) | undefined {
  if (method !== 'POST') return undefined;
  if (url === '/roll') return () => cluster.roll();
  const count = Number(/^\/scale\/(\d{1,2})$/.exec(url ?? '')?.[1] ?? 0);
  return count >= 1 && count <= LARGEST ? () => cluster.scale(count) : undefined;
}
