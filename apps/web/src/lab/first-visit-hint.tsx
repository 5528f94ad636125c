import { CloseButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'react-router';
import { cartQuery } from '../cart/cart.queries';
import classes from './first-visit-hint.module.css';
import { hintStep } from './hint-step';

const PLACE = 'lab-hint';
/** Where visitors have something else to do. */
const NOT_HERE = /^\/(checkout|admin|sign-in|sign-up|account|lab)(\/|$)/;

/** One line above the bar that leads through the experiment. Who closes it does not see it again. */
export function FirstVisitHint({ broken, lost }: { broken: boolean; lost: boolean }) {
  const [closed, setClosed] = useState(() => localStorage.getItem(PLACE) !== null);
  const { data: goods = 0 } = useQuery({ ...cartQuery, select: (cart) => cart.items.length });
  const { pathname } = useLocation();
  if (closed || NOT_HERE.test(pathname)) return null;
  function close() {
    localStorage.setItem(PLACE, 'closed');
    setClosed(true);
  }
  return (
    <div className={classes.hint}>
      <p role="status">{hintStep({ broken, goods, lost })}</p>
      <CloseButton size="sm" variant="transparent" aria-label="Close the hint" onClick={close} />
    </div>
  );
}
