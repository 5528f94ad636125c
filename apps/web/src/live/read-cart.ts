import type { QueryClient } from '@tanstack/react-query';
import { cartQuery } from '../cart/cart.queries';

/** How often a cart that is older than what was told is asked for. */
const ATTEMPTS = 5;
/** How long to wait between two attempts, in milliseconds, growing. */
const PAUSE = 100;

/**
 * Reads the cart until it has the version that was told. The news can be faster than the cookie: where the session is one,
 * another tab's answer sets it for this tab too, at about the time at which the shop tells of it.
 */
export async function readCart(queries: QueryClient, version: number): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    // This tab's own change is under way: its answer is the newer cart.
    if (queries.isMutating({ mutationKey: ['cart'] }) === 0) {
      if (isAsNewAs(queries, version)) return;
      await queries.invalidateQueries(cartQuery);
      if (isAsNewAs(queries, version)) return;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE * attempt));
  }
}

function isAsNewAs(queries: QueryClient, version: number): boolean {
  return (queries.getQueryData(cartQuery.queryKey)?.version ?? -1) >= version;
}
