import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Credential, type Revocation, RevocationList } from '@app/auth';
import { type CartChange, CartChanges } from '../cart/cart-changes.js';
import { SessionEnds } from '../sessions/session-ends.js';
import type { LiveServer, LiveSocket } from './live-messages.js';
import { type EndReason, LiveMetrics } from './live-metrics.js';
import { cartRoom, revocationRoom, sessionRoom } from './live-visitor.js';

/**
 * Tells sockets what happens to their carts, on every replica, and closes those of logins and sessions that end: a
 * session's end travels between the replicas' sockets, a revocation by its own stream.
 */
@Injectable()
export class LiveSockets implements OnApplicationShutdown {
  private server: LiveServer | undefined;
  private stopListening: readonly (() => void)[] = [];

  constructor(
    private readonly carts: CartChanges,
    private readonly sessions: SessionEnds,
    @Inject(RevocationList) private readonly revocations: RevocationList,
    private readonly metrics: LiveMetrics,
  ) {}

  serve(server: LiveServer): void {
    this.server = server;
    this.metrics.show(() => this.all.length);
    server.on('sessionEnded', (id) => this.endSession(id));
    const cartChanges = this.carts.changed.subscribe((change) => this.tellCart(change));
    const sessionEnds = this.sessions.ended.subscribe((id) => {
      this.endSession(id);
      server.serverSideEmit('sessionEnded', id);
    });
    this.stopListening = [
      () => cartChanges.unsubscribe(),
      () => sessionEnds.unsubscribe(),
      this.revocations.onRevocation((revocation) => this.endRevoked(revocation)),
    ];
  }

  onApplicationShutdown(): void {
    for (const stop of this.stopListening) stop();
  }

  /** The sockets on this replica. */
  get all(): readonly LiveSocket[] {
    return [...(this.server?.sockets.sockets.values() ?? [])];
  }

  isRevoked(credential: Credential): boolean {
    return this.revocations.isRevoked(credential);
  }

  /** Closes a socket permanently: its client has to authenticate again. */
  end(socket: LiveSocket, reason: EndReason): void {
    this.metrics.countEnded(reason);
    socket.disconnect(true);
  }

  /** Closes the connections under all sockets here: to their clients it is a lost one, and they come back elsewhere. */
  leaveAll(): void {
    for (const socket of this.all) {
      this.metrics.countEnded('draining');
      socket.conn.close();
    }
  }

  /** Asks the pages on this replica to look at everything again. */
  tellMissed(): void {
    this.server?.local.emit('missed');
  }

  /** Tells every page, on all replicas, what is left of these products. */
  tellStock(goods: readonly { readonly sku: string; readonly stock: number }[]): void {
    this.server?.emit('stock', goods);
  }

  private tellCart({ owner, version }: CartChange): void {
    this.server?.to(cartRoom(owner)).emit('cart', { version });
  }

  private endSession(id: string): void {
    for (const socket of this.in(sessionRoom(id))) this.end(socket, 'session-ended');
  }

  private endRevoked(revocation: Revocation): void {
    for (const socket of this.in(revocationRoom(revocation))) {
      const { user } = socket.data.visitor;
      // A user's later logins stay.
      if (user && this.isRevoked(user)) this.end(socket, 'revoked');
    }
  }

  /** The sockets of a room on this replica. */
  private in(room: string): readonly LiveSocket[] {
    const { adapter, sockets } = this.server!.sockets;
    const ids = [...(adapter.rooms.get(room) ?? [])];
    return ids.flatMap((id) => sockets.get(id) ?? []);
  }
}
