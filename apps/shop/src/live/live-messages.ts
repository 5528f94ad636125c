import type { Server, Socket } from 'socket.io';
import type { LiveVisitor } from './live-visitor.js';

/** Whose cart a socket follows: that of its session, that of its account, or none yet. */
export type Follows = 'session' | 'account' | 'nothing';

/** What the shop tells a page. Hints, none of them secret: the page asks the API for what it shows. */
export interface LiveMessages {
  /** The first message: whose cart this socket follows, and which replica it is on. */
  welcome(message: { readonly follows: Follows; readonly replica: string }): void;
  /** The cart changed, and has this version now. */
  cart(message: { readonly version: number }): void;
  /** The stock of these products, as it is now. */
  stock(message: readonly { readonly sku: string; readonly stock: number }[]): void;
  /** Messages may have been missed: look at everything again. */
  missed(): void;
}

/** What the replicas tell one another. */
export interface ReplicaMessages {
  /** The session with this public id has ended. */
  sessionEnded(id: string): void;
}

/** A page sends nothing: it acts by HTTP, where guards, limits and idempotency are. */
type NoMessages = Record<string, never>;

export interface LiveSocketData {
  visitor: LiveVisitor;
}

export type LiveServer = Server<NoMessages, LiveMessages, ReplicaMessages, LiveSocketData>;
export type LiveSocket = Socket<NoMessages, LiveMessages, ReplicaMessages, LiveSocketData>;
