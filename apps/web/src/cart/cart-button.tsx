import { IconBasket } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { formatMoney } from '../catalog/money';
import classes from './cart-button.module.css';
import { cartQuery } from './cart.queries';

/** The way to the cart, with what is in it. */
export function CartButton() {
  const { data: cart } = useQuery(cartQuery);
  const count = cart?.items.reduce((sum, line) => sum + line.quantity, 0) ?? 0;
  return (
    <Link to="/cart" className={classes.button} data-empty={count === 0} aria-label={`Cart, ${label(count)}`}>
      <IconBasket aria-hidden size={21} stroke={1.8} />
      <span className={classes.count}>{count}</span>
      {cart && count > 0 && <span className={classes.total}>{formatMoney(cart.total, cart.currency)}</span>}
    </Link>
  );
}

function label(count: number): string {
  return count === 1 ? '1 good' : `${count} goods`;
}
