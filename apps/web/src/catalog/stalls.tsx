import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { NavLink } from 'react-router';
import { categoriesQuery } from './catalog.queries';
import { signOf } from './sign-of';
import classes from './stalls.module.css';

/** The categories, each a stall under its awning. */
export function Stalls() {
  const { data: categories } = useQuery(categoriesQuery);
  return (
    <nav aria-label="Categories" className={classes.stalls}>
      {categories?.map(({ slug, name }) => (
        <NavLink key={slug} to={`/categories/${slug}`} data-category={slug} className={classes.stall}>
          <img
            src={signOf(slug)}
            alt=""
            width={52}
            height={52}
            fetchPriority="low"
            className={classes.sign}
          />
          <span>{name}</span>
        </NavLink>
      )) ?? <Skeleton height={130} radius="md" className={classes.waiting} />}
    </nav>
  );
}
