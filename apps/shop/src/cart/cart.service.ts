import { Injectable } from '@nestjs/common';
import { ShownCatalog } from '../catalog/shown-catalog.js';
import { refuseIfClientGone } from '../http/client-gone.js';
import { MAX_ORDERED, withLines, type CartContent, type CartLine, type CartLines } from './cart-content.js';
import type { CartRecipe } from './cart-holder.js';
import { CartHolders, type CartRequest } from './cart-holders.js';
import { minus, plus, quantityOf, withQuantity } from './cart-lines.js';
import { NotInCartError, UnknownGoodError } from './cart.errors.js';
import type { Cart } from './cart.schemas.js';

const CURRENCY = 'EUR';

/** What one can do with a cart, wherever it is kept. */
@Injectable()
export class CartService {
  constructor(
    private readonly holders: CartHolders,
    private readonly catalog: ShownCatalog,
  ) {}

  /** The cart with the catalogue's names and today's prices. */
  async show(request: CartRequest): Promise<Cart> {
    return this.describe(await this.holders.of(request).read());
  }

  /** @throws UnknownGoodError, CartFullError */
  async add(request: CartRequest, line: CartLine): Promise<Cart> {
    const [product] = await this.catalog.findBySkus([line.sku]);
    if (!product) throw new UnknownGoodError(line.sku);
    return this.change(request, (cart) => withLines(cart, plus(cart.lines, line)));
  }

  /** @throws NotInCartError, CartFullError */
  async setQuantity(request: CartRequest, sku: string, quantity: number): Promise<Cart> {
    return this.change(request, (cart) => {
      const { lines } = cart;
      if (quantityOf(lines, sku) === 0) throw new NotInCartError(sku);
      return quantityOf(lines, sku) === quantity ? cart : withLines(cart, withQuantity(lines, sku, quantity));
    });
  }

  /** Removes a good; one that is not there is no error, so that a retry is none either. */
  async remove(request: CartRequest, sku: string): Promise<Cart> {
    return this.change(request, (cart) =>
      quantityOf(cart.lines, sku) === 0 ? cart : withLines(cart, withQuantity(cart.lines, sku, 0)),
    );
  }

  /** The cart without names and prices, for a checkout. */
  read(request: CartRequest): Promise<CartContent> {
    return this.holders.of(request).read();
  }

  /**
   * Takes what was ordered out of the cart, once: a repeated answer may come when the customer is filling it again, late by
   * as long as a replica was held up.
   */
  async takeOut(request: CartRequest, orderId: string, goods: CartLines): Promise<void> {
    await this.holders.of(request).change((cart) => {
      const { lines, ordered = [] } = cart;
      if (ordered.includes(orderId)) return cart;
      return { ...cart, lines: minus(lines, goods), ordered: [orderId, ...ordered].slice(0, MAX_ORDERED) };
    });
  }

  /** @throws ClientGoneError where the client has hung up: it may have sent the change again, to another replica */
  private async change(request: CartRequest, recipe: CartRecipe): Promise<Cart> {
    await refuseIfClientGone(request);
    return this.describe(await this.holders.of(request).change(recipe));
  }

  private async describe({ lines, version }: CartContent): Promise<Cart> {
    const products = await this.catalog.findBySkus(lines.map(({ sku }) => sku));
    // A good that left the catalogue is not shown and cannot be ordered.
    const items = lines.flatMap(({ sku, quantity }, at) => {
      const product = products[at];
      if (!product) return [];
      const { slug, name, unit, image, price, stock } = product;
      return [{ sku, slug, name, unit, image, quantity, unitPrice: price, total: price * quantity, stock }];
    });
    return { items, total: items.reduce((sum, item) => sum + item.total, 0), currency: CURRENCY, version };
  }
}
