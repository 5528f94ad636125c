import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Drawer.css';
import { Anchor, Button, Drawer, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Link, useLocation } from 'react-router';
import { formatMoney } from '../catalog/money';
import { Trouble } from '../shell/trouble';
import { CartLineRow } from './cart-line-row';
import classes from './cart-drawer.module.css';
import { cartQuery } from './cart.queries';

/** The cart beside the page, so that one looks into it without leaving. */
export function CartDrawer({ onClose, onNewPage }: { onClose: () => void; onNewPage: () => void }) {
  const { data: cart, error, refetch } = useQuery(cartQuery);
  useCloseOnNewPage(onNewPage);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="26rem"
      title="Your cart"
      transitionProps={{ duration: 150 }}
      closeButtonProps={{ 'aria-label': 'Close the cart' }}
      // The page has one banner, and this is not it.
      attributes={{ header: { role: 'presentation' } }}
      classNames={{
        header: classes.header,
        body: classes.body,
        content: classes.content,
        title: classes.title,
      }}
    >
      {error && <Trouble error={error} onRetry={() => void refetch()} />}
      {!cart && !error && <Skeleton height={160} radius="lg" />}
      {cart?.items.length === 0 && <Text c="dimmed">It is empty. Add something good.</Text>}
      {cart && cart.items.length > 0 && (
        <>
          <ul className={classes.lines}>
            {cart.items.map((line) => (
              <CartLineRow key={line.sku} line={line} currency={cart.currency} narrow />
            ))}
          </ul>
          <div className={classes.foot}>
            <p className={classes.total}>
              <span>Subtotal</span>
              <span className="price">{formatMoney(cart.total, cart.currency)}</span>
            </p>
            <Button component={Link} to="/checkout" size="md" fullWidth>
              Check out
            </Button>
            <Anchor component={Link} to="/cart" size="sm" ta="center">
              See the whole cart
            </Anchor>
          </div>
        </>
      )}
    </Drawer>
  );
}

function useCloseOnNewPage(onClose: () => void): void {
  const { pathname } = useLocation();
  const openedOn = useRef(pathname);
  useEffect(() => {
    if (openedOn.current !== pathname) onClose();
  }, [pathname, onClose]);
}
