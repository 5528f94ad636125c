import type { CheckoutRequest } from '../api/types';

/** What the fields of the checkout say, in the shape of the API. */
export function readCheckoutForm(form: HTMLFormElement): CheckoutRequest {
  const fields = new FormData(form);
  const text = (name: string) => String(fields.get(name) ?? '').trim();
  return {
    address: {
      name: text('name'),
      street: text('street'),
      city: text('city'),
      postcode: text('postcode'),
      country: text('country'),
    },
    delivery: text('delivery') as CheckoutRequest['delivery'],
    payment: { token: text('payment') },
  };
}
