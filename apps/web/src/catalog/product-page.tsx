import { Anchor, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { ApiProblem } from '../api/problem';
import { CartControl } from '../cart/cart-control';
import { LostPage } from '../shell/lost-page';
import { Trouble } from '../shell/trouble';
import { usePageTitle } from '../shell/use-page-title';
import { productQuery } from './catalog.queries';
import { formatMoney } from './money';
import classes from './product-page.module.css';
import { StockNote } from './stock-note';
import { useCategoryName } from './use-category-name';

/** One good, at length. */
export function ProductPage() {
  const { slug = '' } = useParams();
  const { data: product, error, refetch } = useQuery(productQuery(slug));
  const category = useCategoryName(product?.category);
  usePageTitle(product?.name);
  if (error instanceof ApiProblem && error.status === 404) return <LostPage />;
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (!product) return <Skeleton height={360} radius="lg" />;
  return (
    <article className={classes.product}>
      <div className={classes.tile} data-category={product.category}>
        <img src={product.image} alt="" width={220} height={220} className={classes.picture} />
      </div>
      <div className={classes.words}>
        <Anchor component={Link} to={`/categories/${product.category}`} size="sm">
          {category}
        </Anchor>
        <Title order={1} className={classes.name}>
          {product.name}
        </Title>
        <Text size="xl">
          <span className="price">{formatMoney(product.price, product.currency)}</span>{' '}
          <Text span c="dimmed">
            {product.unit}
          </Text>
        </Text>
        <Text className={classes.description}>{product.description}</Text>
        <CartControl product={product} />
        <StockNote stock={product.stock} />
      </div>
    </article>
  );
}
