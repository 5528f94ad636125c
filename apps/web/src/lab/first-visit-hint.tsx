import { CloseButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { cartQuery } from '../cart/cart.queries';
import classes from './first-visit-hint.module.css';
import { hintStep } from './hint-step';

const PLACE = 'lab-hint';

/** One line above the bar that leads through the experiment. Whoever closes it does not see it again. */
export function FirstVisitHint({ broken, lost }: { broken: boolean; lost: boolean }) {
  const [closed, setClosed] = useState(() => localStorage.getItem(PLACE) !== null);
  const { data: goods = 0 } = useQuery({ ...cartQuery, select: (cart) => cart.items.length });
  if (closed) return null;
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
