import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { cartQuery } from '../cart/cart.queries';
import { ageWords } from './age-words';
import { whoAmIQuery } from './lab.queries';
import type { Mode } from './modes';
import classes from './session-note.module.css';

/** The session that the last replica saw: a short name for it, its age, and how often it was written. */
export function SessionNote({ mode }: { mode: Mode }) {
  const { data, isError } = useQuery(whoAmIQuery);
  useFreshWhoAmI(mode);
  const { routing, state } = mode;
  return (
    <p className={classes.note}>
      <span>
        {routing} + {state}
      </span>
      {isError && <span>session cannot be read</span>}
      {!isError && data?.session.ref && data.session.createdAt && (
        <span>
          session {data.session.ref.slice(0, 6)}, {ageWords(data.session.createdAt, Date.now())}, version{' '}
          {data.session.version}
        </span>
      )}
    </p>
  );
}

/** Asks again at each page, and when the cart changed. */
function useFreshWhoAmI({ routing, state }: Mode): void {
  const queries = useQueryClient();
  const { pathname } = useLocation();
  const { data: version } = useQuery({ ...cartQuery, select: (cart) => cart.version });
  useEffect(() => {
    void queries.invalidateQueries(whoAmIQuery);
  }, [queries, pathname, version, routing, state]);
}
