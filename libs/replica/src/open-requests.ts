import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Replica } from './replica.js';
import { requestIdOf } from './request-id.js';

/**
 * Meets every request before the web framework does, on Node's own server: so errors, 404s, streams and raw
 * responses carry the replica's headers too, on Fastify and Express alike. Knows which responses are still open.
 */
@Injectable()
export class OpenRequests implements OnModuleInit {
  readonly #open = new Set<ServerResponse>();
  #closing = false;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly replica: Replica,
  ) {}

  /** How many requests are being answered at the moment. */
  get count(): number {
    return this.#open.size;
  }

  onModuleInit(): void {
    this.#server.prependListener('request', (request: IncomingMessage, response: ServerResponse) =>
      this.#opened(request, response),
    );
  }

  /** From now on every answer asks its client for a new connection, which a balancer makes elsewhere. */
  askForNewConnections(): void {
    this.#closing = true;
    for (const response of this.#open) {
      if (!response.headersSent) response.setHeader('Connection', 'close');
    }
  }

  /** Accepts no further connection and resolves when the last open request is answered. */
  async finish(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeIdleConnections();
    await closed;
  }

  get #server(): Server {
    return this.adapterHost.httpAdapter.getHttpServer() as Server;
  }

  #opened(request: IncomingMessage, response: ServerResponse): void {
    response.setHeader('X-Served-By', this.replica.id);
    response.setHeader('X-Request-Id', requestIdOf(request));
    if (this.#closing) response.setHeader('Connection', 'close');
    this.#open.add(response);
    response.once('close', () => this.#closed(response));
  }

  #closed(response: ServerResponse): void {
    this.#open.delete(response);
    // A response whose headers were out before the stop left its connection open, idle from the next tick on.
    if (this.#closing) setImmediate(() => this.#server.closeIdleConnections());
  }
}
