import { useQuery } from '@tanstack/react-query';
import type { Cart, CheckoutRequest } from '../api/types';
import classes from '../cart/cart-summary.module.css';
import { formatMoney } from '../catalog/money';
import { deliveryQuery } from './delivery.queries';

interface DeliveryTotalsProps {
  cart: Cart;
  delivery: CheckoutRequest['delivery'];
}

/** What the delivery costs, and what it comes to with it. */
export function DeliveryTotals({ cart, delivery }: DeliveryTotalsProps) {
  const { data: prices } = useQuery(deliveryQuery);
  const chosen = prices?.find((way) => way.delivery === delivery);
  if (!chosen) return null;
  return (
    <>
      <div className={classes.row}>
        <span>Delivery</span>
        <span className="price">{formatMoney(chosen.price, chosen.currency)}</span>
      </div>
      <div className={`${classes.row} ${classes.total}`}>
        <span>Total</span>
        <span className="price">{formatMoney(cart.total + chosen.price, cart.currency)}</span>
      </div>
    </>
  );
}
