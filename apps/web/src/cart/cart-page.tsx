import { Button, Skeleton, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Message } from '../shell/message';
import { Trouble } from '../shell/trouble';
import { usePageTitle } from '../shell/use-page-title';
import { CartLineRow } from './cart-line-row';
import classes from './cart-page.module.css';
import { cartQuery } from './cart.queries';
import { CartSummary } from './cart-summary';

/** Everything in the cart, with the way to the checkout. */
export function CartPage() {
  usePageTitle('Cart');
  const { data: cart, error, refetch } = useQuery(cartQuery);
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (!cart) return <Skeleton height={240} radius="lg" />;
  if (cart.items.length === 0) {
    return (
      <Message title="Your cart is empty" detail="Add something good." image="/goods/bread.svg">
        <Button component={Link} to="/">
          To the market
        </Button>
      </Message>
    );
  }
  return (
    <>
      <Title order={1} mb="lg">
        Your cart
      </Title>
      <div className={classes.columns}>
        <ul className={classes.lines}>
          {cart.items.map((line) => (
            <CartLineRow key={line.sku} line={line} currency={cart.currency} />
          ))}
        </ul>
        <CartSummary cart={cart}>
          <Button component={Link} to="/checkout" size="md" fullWidth mt="md">
            Check out
          </Button>
        </CartSummary>
      </div>
    </>
  );
}
