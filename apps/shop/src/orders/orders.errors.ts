import { BadRequestException, ConflictException, HttpException, NotFoundException } from '@nestjs/common';

/** 409: nothing was ordered, and nothing ever will be under this key. The same key gets the same refusal. */
export class CheckoutRefusedError extends ConflictException {
  constructor(readonly refusal: Refusal) {
    super(refusal);
  }
}

/** What a refusal tells the buyer. It is stored under the key. */
export interface Refusal {
  readonly title: string;
  readonly detail: string;
}

/** There is nothing to order. */
export class CartEmptyError extends CheckoutRefusedError {
  constructor() {
    super({ title: 'Cart empty', detail: 'Put something into your cart first.' });
  }
}

/** This version of the cart was ordered under another key. */
export class CartOrderedError extends CheckoutRefusedError {
  constructor() {
    super({
      title: 'Cart already ordered',
      detail: 'This cart was ordered from another page or device: look at your orders.',
    });
  }
}

/** Less is in stock than the cart asks for; nothing was taken. */
export class StockShortError extends CheckoutRefusedError {
  constructor(sku: string) {
    super({ title: 'Out of stock', detail: `There is not enough of "${sku}" left. Nothing was ordered.` });
  }
}

/** The cart does not come to what the buyer was shown; nothing was taken. */
export class TotalChangedError extends CheckoutRefusedError {
  constructor() {
    const detail =
      'Your cart or a price in it has changed. Nothing was ordered: look at the total, then order again.';
    super({ title: 'Total changed', detail });
  }
}

/** The cart comes to more than an order can say; nothing was taken. */
export class TotalTooHighError extends CheckoutRefusedError {
  constructor() {
    super({
      title: 'Total too high',
      detail: 'Your cart comes to more than one order can take. Nothing was ordered: order it in parts.',
    });
  }
}

/** 400: the header does not say a total. */
export class ExpectedTotalError extends BadRequestException {
  constructor() {
    super({
      title: 'Expected-Total unreadable',
      detail: 'Send the total as a whole number of minor units, or leave it out.',
    });
  }
}

/** 402: the payment was declined; nothing was taken. */
export class PaymentDeclinedError extends HttpException {
  constructor() {
    super(
      {
        title: 'Payment declined',
        detail: 'Your payment was declined. Nothing was ordered; try another card.',
      },
      402,
    );
  }
}

/** 503: the database was too busy or unavailable. The same key may be sent again. */
export class CheckoutUnavailableError extends HttpException {
  readonly retryAfterSeconds = 1;

  constructor(cause: unknown) {
    const detail = 'The order could not be taken right now. Send it again with the same Idempotency-Key.';
    super({ title: 'Checkout unavailable', detail }, 503, { cause });
  }
}

/** 404: no such order of this user's. */
export class OrderNotFoundError extends NotFoundException {
  constructor() {
    super({ title: 'No such order', detail: 'You have no order with this id.' });
  }
}
