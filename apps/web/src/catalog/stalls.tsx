import { NavLink } from 'react-router';
import { CATEGORIES, signOf } from './categories';
import classes from './stalls.module.css';

/** The categories, each a stall under its awning. */
export function Stalls() {
  return (
    <nav aria-label="Categories" className={classes.stalls}>
      {CATEGORIES.map(({ slug, name }) => (
        <NavLink key={slug} to={`/categories/${slug}`} data-category={slug} className={classes.stall}>
          <img src={signOf(slug)} alt="" width={52} height={52} className={classes.sign} />
          <span>{name}</span>
        </NavLink>
      ))}
    </nav>
  );
}
