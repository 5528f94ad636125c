import { Skeleton } from '@mantine/core';
import classes from './product-card.module.css';

/** Holds the place of a product that is on its way. */
export function ProductCardSkeleton() {
  return (
    <li className={classes.card} aria-hidden>
      <Skeleton className={classes.tile} height="auto" radius="1rem" />
      <Skeleton height={16} width="70%" mt="0.8rem" />
      <Skeleton height={14} width="35%" mt="0.7rem" mb="0.7rem" />
    </li>
  );
}
