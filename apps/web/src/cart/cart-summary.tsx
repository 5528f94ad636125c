import type { ReactNode } from 'react';
import type { Cart } from '../api/types';
import { formatMoney } from '../catalog/money';
import classes from './cart-summary.module.css';

interface CartSummaryProps {
  cart: Cart;
  /** Shows each line, for pages that do not. */
  withLines?: boolean;
  /** Below the sum. */
  children?: ReactNode;
}

/** What the cart comes to. */
export function CartSummary({ cart, withLines = false, children }: CartSummaryProps) {
  return (
    <aside className={classes.summary} aria-label="Summary">
      {withLines && (
        <ul className={classes.lines}>
          {cart.items.map((line) => (
            <li key={line.sku} className={classes.row}>
              <span>
                {line.quantity} × {line.name}
              </span>
              <span className="price">{formatMoney(line.total, cart.currency)}</span>
            </li>
          ))}
        </ul>
      )}
      <div className={withLines ? classes.row : `${classes.row} ${classes.total}`}>
        <span>Subtotal</span>
        <span className="price">{formatMoney(cart.total, cart.currency)}</span>
      </div>
      {children}
    </aside>
  );
}
