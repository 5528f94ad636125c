import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import type { CartLine } from '../api/types';
import { formatMoney } from '../catalog/money';
import classes from './cart-line-row.module.css';
import { QuantityStepper } from './quantity-stepper';
import { useCartChange } from './use-cart-change';

interface CartLineRowProps {
  line: CartLine;
  currency: string;
  /** Uses two rows, as where there is little room. */
  narrow?: boolean;
}

/** One line of the cart. */
export function CartLineRow({ line, currency, narrow = false }: CartLineRowProps) {
  const { mutate } = useCartChange();
  return (
    <li className={`${classes.line} ${narrow ? classes.narrow : ''}`}>
      <img src={line.image} alt="" width={44} height={44} className={classes.picture} />
      <div className={classes.words}>
        <Link to={`/products/${line.slug}`} className={classes.name}>
          {line.name}
        </Link>
        <span className={classes.unit}>
          {formatMoney(line.unitPrice, currency)}, {line.unit}
        </span>
      </div>
      <div className={classes.change}>
        <QuantityStepper sku={line.sku} name={line.name} quantity={line.quantity} most={line.stock} />
        {line.quantity > 1 && (
          <Anchor
            component="button"
            type="button"
            size="sm"
            c="dimmed"
            aria-label={`Remove ${line.name}`}
            onClick={() => mutate({ kind: 'remove', sku: line.sku })}
          >
            Remove
          </Anchor>
        )}
      </div>
      <span className={`price ${classes.total}`}>{formatMoney(line.total, currency)}</span>
    </li>
  );
}
