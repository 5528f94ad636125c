import { VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBasket } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useRef, type MouseEvent } from 'react';
import { Link, useLocation } from 'react-router';
import { formatMoney } from '../catalog/money';
import { whenLoaded } from '../shell/when-loaded';
import classes from './cart-button.module.css';
import { cartQuery } from './cart.queries';

const CartDrawer = lazy(async () => ({ default: (await whenLoaded(import('./cart-drawer'))).CartDrawer }));

/** Pages that show the cart themselves. */
const HAVE_IT = new Set(['/cart', '/checkout']);

/** The way to the cart, with what is in it: a drawer over the page, or by the link's own address a page. */
export function CartButton() {
  const { data: cart, isError } = useQuery(cartQuery);
  const { pathname } = useLocation();
  const [opened, { open, close }] = useDisclosure(false);
  const link = useRef<HTMLAnchorElement>(null);
  const count = cart?.items.reduce((sum, line) => sum + line.quantity, 0) ?? 0;
  function openDrawer(event: MouseEvent) {
    if (HAVE_IT.has(pathname) || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    open();
  }
  function closeDrawer() {
    close();
    link.current?.focus();
  }
  return (
    <>
      <Link ref={link} to="/cart" className={classes.button} data-empty={count === 0} onClick={openDrawer}>
        <IconBasket aria-hidden size={21} stroke={1.8} />
        <VisuallyHidden>{`Cart, ${cart ? label(count) : isError ? 'contents unknown' : 'loading'}`}</VisuallyHidden>
        <span aria-hidden className={classes.count}>
          {cart ? count : isError ? '?' : ''}
        </span>
        {cart && count > 0 && <span className={classes.total}>{formatMoney(cart.total, cart.currency)}</span>}
      </Link>
      {opened && (
        <Suspense fallback={null}>
          <CartDrawer onClose={closeDrawer} onNewPage={close} />
        </Suspense>
      )}
    </>
  );
}

function label(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}
