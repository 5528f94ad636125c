import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { LauncherError } from '../processes/launcher-error.js';
import { ClusterControl, type Controlled } from './cluster-control.js';
import { controlSocket } from '../cluster/control-socket.js';
import { RefusedOrder } from './refused-order.js';

/**
 * Takes orders for a running cluster, see {@link ClusterControl}, on a socket in its data directory that is its owner's alone.
 * @returns what stops it
 */
export async function serveControl(directory: string, cluster: Controlled): Promise<() => Promise<void>> {
  const control = new ClusterControl(cluster);
  const path = controlSocket(directory);
  rmSync(path, { force: true });
  const server = createServer((request, response) => void answer(request, response, control));
  // The whole path may be longer than a socket's name can be.
  server.listen(relative(process.cwd(), path));
  await once(server, 'listening');
  chmodSync(path, 0o600);
  return async () => {
    await control.close();
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    rmSync(path, { force: true });
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  control: ClusterControl,
): Promise<void> {
  try {
    if (`${request.method} ${request.url}` === 'GET /status') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(control.status));
    } else {
      await control.obey(`${request.method} ${request.url}`, await text(request));
      response.end('done');
    }
  } catch (error) {
    const status = error instanceof RefusedOrder ? 404 : 500;
    response.writeHead(status).end(error instanceof LauncherError ? error.message : String(error));
  }
}
