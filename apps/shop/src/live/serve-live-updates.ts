import type { IncomingMessage } from 'node:http';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Server, ServerOptions } from 'socket.io';
import { isFromAnotherSite } from '../http/cross-origin.js';
import type { Settings } from '../settings/settings.js';
import { OpenStreams } from '../limits/open-streams.js';
import { RedisLink } from './redis-link.js';

/** A page sends nothing but, at most, an access token. */
const MAX_MESSAGE_BYTES = 8 * 1024;
/** How long a connection may stay without saying what it is for, in ms. */
const CONNECT_MS = 10_000;

/** Serves sockets at `/socket.io/`, to the shop's own origin and to the public ones. */
export function serveLiveUpdates(app: NestFastifyApplication, { publicOrigins }: Settings): void {
  const streams = app.get(OpenStreams);
  const options: Partial<ServerOptions> = {
    adapter: app.get(RedisLink).adapter,
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    connectTimeout: CONNECT_MS,
    // Before anything is opened, as for requests.
    allowRequest: (request: IncomingMessage, decide) => {
      if (isFromAnotherSite(request.headers, publicOrigins))
        return decide('This origin may not connect: see PUBLIC_ORIGINS.', false);
      const isNew = !/[?&]sid=/.test(request.url ?? '');
      if (isNew && streams.isFull(addressOf(request))) return decide('Too many open streams.', false);
      decide(undefined, true);
    },
  };
  app.useWebSocketAdapter(new LiveUpdatesAdapter(app, options, streams));
}

class LiveUpdatesAdapter extends IoAdapter {
  constructor(
    app: NestFastifyApplication,
    private readonly options: Partial<ServerOptions>,
    private readonly streams: OpenStreams,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions) {
    const server = super.createIOServer(port, { ...options, ...this.options } as ServerOptions) as Server;
    server.engine.on('connection', (connection: EngineSocket) => {
      try {
        connection.once('close', this.streams.open(addressOf(connection.request)));
      } catch {
        // Many came at once, after the check above.
        connection.close(true);
      }
    });
    return server;
  }
}

/** A connection below socket.io, as far as it is used here. */
interface EngineSocket {
  readonly request: IncomingMessage;
  once(event: 'close', listener: () => void): void;
  close(discard: boolean): void;
}

/** The client's address as Fastify has it for requests: what the nearest peer, the balancer, says. */
function addressOf({ headers, socket }: IncomingMessage): string {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join();
  return forwarded.split(',').at(-1)?.trim() || (socket.remoteAddress ?? '');
}
