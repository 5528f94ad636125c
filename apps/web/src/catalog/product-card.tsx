import { Link } from 'react-router';
import type { Product } from '../api/types';
import { CartControl } from '../cart/cart-control';
import { formatMoney } from './money';
import classes from './product-card.module.css';

interface ProductCardProps {
  product: Product;
  /** Is among the first that one sees: its picture comes before others. */
  first?: boolean;
}

/** One good in a grid: picture, name, unit, price, and how many are in the cart. */
export function ProductCard({ product, first = false }: ProductCardProps) {
  const { slug, name, unit, price, currency, image, category } = product;
  return (
    <li className={classes.card}>
      <Link to={`/products/${slug}`} className={classes.link}>
        <span className={classes.tile} data-category={category}>
          <img
            src={image}
            alt=""
            width={88}
            height={88}
            loading={first ? 'eager' : 'lazy'}
            fetchPriority={first ? 'high' : 'auto'}
            className={classes.picture}
          />
        </span>
        <span className={classes.name}>{name}</span>
      </Link>
      <div className={classes.foot}>
        <span>
          <span className="price">{formatMoney(price, currency)}</span>
          <span className={classes.unit}>{unit}</span>
        </span>
        <CartControl product={product} compact />
      </div>
    </li>
  );
}
