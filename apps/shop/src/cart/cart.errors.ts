import { ConflictException, NotFoundException } from '@nestjs/common';

/** 409: the cart's limits; nothing was changed. */
export class CartFullError extends ConflictException {
  constructor(detail: string) {
    super({ title: 'Cart full', detail });
  }
}

/** 404: no such good in the catalogue. */
export class UnknownGoodError extends NotFoundException {
  constructor(sku: string) {
    super({ title: 'No such good', detail: `There is no good with the sku "${sku}".` });
  }
}

/** 404: the good is not in this cart. */
export class NotInCartError extends NotFoundException {
  constructor(sku: string) {
    super({
      title: 'Not in the cart',
      detail: `"${sku}" is not in your cart: add it by POST /api/cart/items.`,
    });
  }
}
