import type { Order } from './orders.schemas.js';
import type { StoredOrder } from './orders.repository.js';

/** An order as its buyer sees it. */
export function toOrder(order: StoredOrder): Order {
  const { id, status, createdAt, address, delivery, deliveryPrice, total, currency } = order;
  const items = order.lines.map(({ sku, name, quantity, unitPrice }) => {
    return { sku, name, quantity, unitPrice, total: unitPrice * quantity };
  });
  return {
    id,
    status,
    createdAt: createdAt.toISOString(),
    items,
    address: address as Order['address'],
    delivery,
    deliveryPrice,
    total,
    currency,
  };
}

/** A page of orders, of one more than was asked for. */
export function toPage(orders: readonly StoredOrder[], limit: number) {
  const page = orders.slice(0, limit);
  return { items: page.map(toOrder), nextCursor: orders.length > limit ? (page.at(-1)?.id ?? null) : null };
}
