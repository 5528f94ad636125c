/** One answer of the shop to a checkout. */
export interface CheckoutAnswer {
  /** The HTTP status; 0 for no answer. */
  readonly status: number;
  /** The title of a problem. */
  readonly title?: string | undefined;
  /** The order's id, in a 201. */
  readonly orderId?: string | undefined;
  /** With `Retry-After` an answer says nothing about the key yet. */
  readonly retry: boolean;
}

/** One idempotency key and what the shop answered to it, in order. */
export interface KeyRecord {
  readonly key: string;
  readonly answers: CheckoutAnswer[];
}

/** One cart, filled once, and the keys under which it was ordered. */
export interface Purchase {
  readonly state: string;
  readonly keys: readonly KeyRecord[];
}

/** Whether the answer is a promise: nothing was ordered under this key, and nothing ever will be. */
export function isRefusal({ status, retry }: CheckoutAnswer): boolean {
  return !retry && [400, 402, 409, 422].includes(status);
}

/** Whether the client knows what became of its order. */
export function isFinal(answer: CheckoutAnswer): boolean {
  return answer.status === 201 || isRefusal(answer);
}
