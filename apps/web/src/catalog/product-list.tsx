import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { MoreButton } from '../shell/more-button';
import { Trouble } from '../shell/trouble';
import { productsQuery, type ProductFilter } from './catalog.queries';
import { ProductCard } from './product-card';
import { ProductCardSkeleton } from './product-card-skeleton';
import classes from './product-list.module.css';

/** So many are in sight when a page opens. */
const FIRST = 5;

interface ProductListProps {
  filter: ProductFilter;
  /** Shown where no good fits. */
  empty?: ReactNode;
}

/** The products that fit a filter, as a grid that grows on demand. */
export function ProductList({ filter, empty }: ProductListProps) {
  const products = useInfiniteQuery(productsQuery(filter));
  if (products.isError) return <Trouble error={products.error} onRetry={() => void products.refetch()} />;
  const goods = products.data?.pages.flatMap((page) => page.items);
  if (goods?.length === 0) return empty ?? <Text c="dimmed">There is nothing here at the moment.</Text>;
  return (
    <>
      <ul className={classes.grid} aria-busy={products.isPending}>
        {goods
          ? goods.map((product, at) => <ProductCard key={product.sku} product={product} first={at < FIRST} />)
          : Array.from({ length: 8 }, (_, index) => <ProductCardSkeleton key={index} />)}
      </ul>
      <MoreButton list={products} size="md" className={classes.more} />
    </>
  );
}
