import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import { freePort } from '../src/processes/ports.js';

/** What a stub replica tells about the request that reached it. */
export interface Seen {
  replica: string;
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
}

/**
 * A replica that only says which one it is; it can die and come back on its port. A path with `?silent` is never answered, one
 * with `?open` is a stream that stays open, one with `?shared` may be kept by caches.
 */
export class StubReplica {
  requests = 0;
  /** While true, requests are taken and never answered. */
  frozen = false;
  #server?: Server;

  private constructor(
    readonly id: string,
    readonly port: number,
  ) {}

  static async start(id: string): Promise<StubReplica> {
    const replica = new StubReplica(id, await freePort());
    await replica.comeBack();
    return replica;
  }

  /** Listens again, on the same port. */
  async comeBack(): Promise<void> {
    const server = createServer((request, response) => {
      this.requests += 1;
      if (this.frozen || request.url!.endsWith('?silent')) return;
      const seen: Seen = {
        replica: this.id,
        method: request.method!,
        url: request.url!,
        headers: request.headers,
      };
      response.writeHead(200, {
        'content-type': 'application/json',
        'x-served-by': this.id,
        'x-request-id': String(request.headers['x-request-id']),
        ...(request.url!.endsWith('?shared') && { 'cache-control': 'public, max-age=60' }),
      });
      if (request.url!.endsWith('?open')) return void response.write('data: open\n\n');
      request.resume().once('end', () => response.end(JSON.stringify(seen)));
    });
    this.#server = server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
  }

  /** Goes away as a killed process does: the port refuses, open connections break. */
  async die(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
}
