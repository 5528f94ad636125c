import type { QueryClient } from '@tanstack/react-query';
import { io, type Socket } from 'socket.io-client';
import { customerQuery } from '../account/account.queries';
import { ROUTE_PREFIX_HERE } from '../api/base-path';
import { cartQuery } from '../cart/cart.queries';
import { describeVisitor, shareWithOtherTabs } from './other-tabs';
import { readCart } from './read-cart';
import { showStock, type StockChange } from './show-stock';

/** What the shop tells; see apps/shop/src/live/live-messages.ts. */
interface Messages {
  welcome(message: { follows: 'session' | 'account' | 'nothing'; replica: string }): void;
  cart(message: { version: number }): void;
  stock(message: readonly StockChange[]): void;
  missed(): void;
}

/** How long a connection that was refused is left alone, in milliseconds. */
const AFTER_REFUSAL = 5000;

/** A pause in milliseconds, another one for every page: a replica that stops must not send all of them to the next one at once. */
const pause = () => 300 + Math.random() * 1000;

/**
 * Follows what the shop tells, until `signal` is aborted. Messages say what changed, and the API what it is now; so after a
 * connection that was lost, everything is simply asked again.
 */
export function follow(queries: QueryClient, signal: AbortSignal): void {
  const socket: Socket<Messages> = io({
    path: `${ROUTE_PREFIX_HERE}/socket.io`,
    // Long polling would need each of its requests to reach the same replica.
    transports: ['websocket'],
    reconnectionDelay: 700,
    randomizationFactor: 1,
    reconnectionDelayMax: 10_000,
  });
  let follows: string | undefined;
  let connectedBefore = false;
  /** Who the visitor was when this socket was last opened anew for being nobody's. */
  let openedFor = '';

  const lookAgain = () => {
    if (signal.aborted) return;
    // While this page itself signs out, to ask who is there could but fail; it asks again when it has.
    if (queries.isMutating() > 0) return void setTimeout(lookAgain, pause());
    void queries.invalidateQueries(cartQuery);
    void queries.invalidateQueries({ queryKey: customerQuery.queryKey });
    void queries.invalidateQueries({ queryKey: ['product'] });
  };

  const connectAfter = (milliseconds: number) =>
    void setTimeout(() => !signal.aborted && socket.connect(), milliseconds);

  /** The first product, or a sign-in, began a session after the socket was opened: it must be opened with that one's cookie. */
  const openForVisitor = () => {
    const visitor = describeVisitor(queries);
    if (follows !== 'nothing' || !visitor || visitor === openedFor) return;
    openedFor = visitor;
    follows = undefined;
    socket.disconnect().connect();
  };

  socket.on('welcome', (message) => {
    follows = message.follows;
    if (connectedBefore || follows !== 'nothing') lookAgain();
    connectedBefore = true;
    openForVisitor();
  });
  socket.on('cart', ({ version }) => void readCart(queries, version));
  socket.on('stock', (changes) => showStock(queries, changes));
  socket.on('missed', () => void setTimeout(lookAgain, pause()));
  socket.on('disconnect', (reason) => {
    // The session that it was opened with has ended: who is there is asked anew, when this browser has its new cookies.
    if (reason === 'io server disconnect') connectAfter(pause());
  });
  socket.on('connect_error', () => {
    // Refused, as who is there could not be known: the client tries lost connections again by itself, but not this.
    if (!socket.active) connectAfter(AFTER_REFUSAL + pause());
  });
  shareWithOtherTabs(queries, lookAgain, signal);
  const stopWatching = queries.getQueryCache().subscribe(({ type }) => {
    if (type === 'updated') openForVisitor();
  });

  signal.addEventListener('abort', () => {
    stopWatching();
    socket.disconnect();
  });
}
