import type { Cart } from '../api/types';
import classes from '../cart/cart-summary.module.css';
import { formatMoney } from '../catalog/money';
import { totalWith, type Delivery } from './delivery.queries';

interface DeliveryTotalsProps {
  cart: Cart;
  /** The way that is chosen; undefined while its price is not known. */
  delivery: Delivery | undefined;
}

/** What the delivery costs, and what it comes to with it. */
export function DeliveryTotals({ cart, delivery }: DeliveryTotalsProps) {
  if (!delivery) return null;
  return (
    <>
      <div className={classes.row}>
        <span>Delivery</span>
        <span className="price">{formatMoney(delivery.price, delivery.currency)}</span>
      </div>
      <div className={`${classes.row} ${classes.total}`}>
        <span>Total</span>
        <span className="price">{formatMoney(totalWith(cart, delivery), cart.currency)}</span>
      </div>
    </>
  );
}
