import type { CheckoutRequest } from '../api/types';

const PLACE = 'checkout-draft';

/** What was typed into the checkout so far; the payment is never kept. */
export type Draft = Partial<Pick<CheckoutRequest, 'delivery'> & { address: CheckoutRequest['address'] }>;

/**
 * Keeps what was typed, so that a session that ends, or a page that is loaded again, does not cost it.
 *
 * @param storage the tab's `sessionStorage`
 */
export function keepDraft({ address, delivery }: CheckoutRequest, storage: Storage): void {
  storage.setItem(PLACE, JSON.stringify({ address, delivery } satisfies Draft));
}

/** What was kept, or nothing. */
export function readDraft(storage: Storage): Draft {
  const text = storage.getItem(PLACE);
  return text === null ? {} : (JSON.parse(text) as Draft);
}
