import type { Order } from '../api/types';
import { formatMoney } from '../catalog/money';
import classes from './order-lines.module.css';

/** What was ordered, at the prices it had then. */
export function OrderLines({ order }: { order: Order }) {
  const money = (amount: number) => <span className="price">{formatMoney(amount, order.currency)}</span>;
  return (
    <ul className={classes.lines}>
      {order.items.map((line) => (
        <li key={line.sku}>
          <span>
            {line.quantity} × {line.name}
          </span>
          {money(line.quantity * line.unitPrice)}
        </li>
      ))}
      <li>
        <span>Delivery, {order.delivery}</span>
        {money(order.deliveryPrice)}
      </li>
      <li className={classes.total}>
        <span>Total</span>
        {money(order.total)}
      </li>
    </ul>
  );
}
