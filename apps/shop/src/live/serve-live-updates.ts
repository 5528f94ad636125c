import type { IncomingMessage } from 'node:http';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServerOptions } from 'socket.io';
import { isFromAnotherSite } from '../http/cross-origin.js';
import type { Settings } from '../settings/settings.js';
import { RedisLink } from './redis-link.js';

/** A page sends nothing but, at most, an access token. */
const MAX_MESSAGE_BYTES = 8 * 1024;
/** How long a connection may stay without saying what it is for, in ms. */
const CONNECT_MS = 10_000;

/** Serves sockets at `/socket.io/`, to the shop's own origin and to the public ones. */
export function serveLiveUpdates(app: NestFastifyApplication, { publicOrigins }: Settings): void {
  const options: Partial<ServerOptions> = {
    adapter: app.get(RedisLink).adapter,
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    connectTimeout: CONNECT_MS,
    // Before anything is opened, as for requests.
    allowRequest: ({ headers }: IncomingMessage, decide) => {
      const refused = isFromAnotherSite(headers, publicOrigins);
      decide(refused ? 'This origin may not connect: see PUBLIC_ORIGINS.' : undefined, !refused);
    },
  };
  app.useWebSocketAdapter(new LiveUpdatesAdapter(app, options));
}

class LiveUpdatesAdapter extends IoAdapter {
  constructor(
    app: NestFastifyApplication,
    private readonly options: Partial<ServerOptions>,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions) {
    return super.createIOServer(port, { ...options, ...this.options } as ServerOptions);
  }
}
