import type { Server as HttpServer } from 'node:http';
import type { Socket as Connection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { HttpAdapterHost } from '@nestjs/core';
import { type OnGatewayConnection, type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import { Draining, Replica } from '@app/replica';
import { toProblem } from '../http/to-problem.js';
import { Handshakes } from './handshakes.js';
import type { LiveServer, LiveSocket } from './live-messages.js';
import { LiveMetrics } from './live-metrics.js';
import { LiveSockets } from './live-sockets.js';
import { cartOwnerOf, roomsOf } from './live-visitor.js';

/** Longer no timer of Node can wait, in ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** How long a client may take to answer the end of its socket at a stop, in ms. */
const FAREWELL_MS = 500;

/** The door for sockets: finds out who comes, and sees to it that all of them have left when the replica stops. */
@WebSocketGateway()
export class LiveGateway implements OnGatewayInit<LiveServer>, OnGatewayConnection<LiveSocket> {
  private readonly connections = new Set<Connection>();
  private leaving = false;

  constructor(
    private readonly handshakes: Handshakes,
    private readonly sockets: LiveSockets,
    private readonly metrics: LiveMetrics,
    private readonly replica: Replica,
    private readonly adapterHost: HttpAdapterHost,
    draining: Draining,
  ) {
    draining.register(() => this.closeSockets());
  }

  afterInit(server: LiveServer): void {
    this.sockets.serve(server);
    server.use((socket, next) => {
      this.handshakes.visitorOf(socket.handshake).then(
        (visitor) => {
          socket.data.visitor = visitor;
          next();
        },
        (error: unknown) => {
          this.metrics.countRefused();
          next(refusal(error));
        },
      );
    });
    const http = this.adapterHost.httpAdapter.getHttpServer() as HttpServer;
    http.on('upgrade', (_request, connection: Connection) => {
      this.connections.add(connection);
      connection.once('close', () => this.connections.delete(connection));
    });
  }

  handleConnection(socket: LiveSocket): void {
    if (this.leaving) return void socket.conn.close();
    const { visitor } = socket.data;
    const { user } = visitor;
    // What was revoked while the handshake waited for a store is known here by now.
    if (user && this.sockets.isRevoked(user)) return this.sockets.end(socket, 'revoked');
    void socket.join(roomsOf(visitor));
    const owner = cartOwnerOf(visitor);
    const follows = !owner ? 'nothing' : 'userId' in owner ? 'account' : 'session';
    socket.emit('welcome', { follows, replica: this.replica.id });
    if (user?.expiresAt === undefined) return;
    const left = Math.min(user.expiresAt * 1000 - Date.now(), LONGEST_TIMER_MS);
    const timer = setTimeout(() => this.sockets.end(socket, 'expired'), left).unref();
    socket.once('disconnect', () => clearTimeout(timer));
  }

  /** Ends every socket: their clients connect again, elsewhere. A client that does not answer is cut off. */
  private async closeSockets(): Promise<void> {
    this.leaving = true;
    this.sockets.leaveAll();
    const patience = new AbortController();
    const left = [...this.connections].map((connection) =>
      connection.destroyed ? undefined : new Promise((resolve) => connection.once('close', resolve)),
    );
    await Promise.race([
      Promise.all(left),
      delay(FAREWELL_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    for (const connection of this.connections) connection.destroy();
  }
}

/** What the client's `connect_error` says: a problem as any other answer's, without anything that only we should know. */
function refusal(error: unknown): Error & { data: { status: number } } {
  const { status } = toProblem(error);
  const title = status === 401 ? 'Token refused' : 'Not known who this is: try again in a moment.';
  return Object.assign(new Error(title), { data: { status } });
}
