import type { QueryClient } from '@tanstack/react-query';
import { customerQuery } from '../account/account.queries';
import { cartQuery } from '../cart/cart.queries';
import { readCart } from './read-cart';

const CHANNEL = 'live';

/** How long the shop's own news of a cart has to be first, in milliseconds: it mostly is, and one question is enough. */
const AFTER_THE_NEWS = 200;

/** What a tab has been told by the shop about who its visitor is, and about the cart. */
interface Known {
  visitor: string;
  cart: number;
}

/**
 * Tells this browser's other tabs what the shop has told this one, and hears them, until `signal` is aborted; `lookAgain` is
 * called if another user is signed in there. A tab speaks when an answer has come, so its cookies are there. The news by
 * socket can be faster than those, or fall between two sockets: where the cart lies in a cookie, who looks then finds the old one.
 */
export function shareWithOtherTabs(queries: QueryClient, lookAgain: () => void, signal: AbortSignal): void {
  const channel = new BroadcastChannel(CHANNEL);
  let told = known(queries);

  const tell = () => {
    const now = known(queries);
    if (now.visitor && (now.visitor !== told.visitor || now.cart !== told.cart)) channel.postMessage(now);
    told = now;
  };
  channel.onmessage = ({ data: theirs }: MessageEvent<Known>) => {
    if (theirs.visitor !== known(queries).visitor) return lookAgain();
    // Only ever forward: where replicas disagree, two tabs would send one another to and fro.
    setTimeout(() => !signal.aborted && void readCart(queries, theirs.cart), AFTER_THE_NEWS);
  };
  if (told.visitor) channel.postMessage(told);
  const stopWatching = queries.getQueryCache().subscribe(({ type }) => {
    if (type === 'updated') tell();
  });

  signal.addEventListener('abort', () => {
    stopWatching();
    channel.close();
  });
}

/** A text that tells a guest with a cart and each customer apart; empty for who has nothing. */
export function describeVisitor(queries: QueryClient): string {
  const customer = queries.getQueryData(customerQuery.queryKey);
  return customer?.id ?? (cartVersion(queries) > 0 ? 'guest' : '');
}

function known(queries: QueryClient): Known {
  return { visitor: describeVisitor(queries), cart: cartVersion(queries) };
}

function cartVersion(queries: QueryClient): number {
  return queries.getQueryData(cartQuery.queryKey)?.version ?? 0;
}
