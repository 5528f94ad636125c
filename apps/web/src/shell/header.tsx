import { IconApple, IconReceipt } from '@tabler/icons-react';
import { Link } from 'react-router';
import { AccountLinks } from '../account/account-links';
import { CartButton } from '../cart/cart-button';
import { SearchField } from '../catalog/search-field';
import classes from './header.module.css';
import { SchemeSwitch } from './scheme-switch';

/** The sign over the market: its name, the search, who you are and what you carry. */
export function Header() {
  return (
    <header className={classes.header}>
      <div className={classes.row}>
        <Link to="/" className={classes.brand}>
          <IconApple aria-hidden size={26} stroke={1.8} />
          Orchard Lane
        </Link>
        <div className={classes.search}>
          <SearchField />
        </div>
        <nav aria-label="Your account" className={classes.account}>
          <Link to="/orders" className={classes.link}>
            <IconReceipt aria-hidden size={20} stroke={1.7} />
            <span className={classes.word}>Orders</span>
          </Link>
          <AccountLinks className={classes.link} wordClassName={classes.word} wideClassName={classes.wide} />
          <SchemeSwitch className={classes.link} />
          <CartButton />
        </nav>
      </div>
    </header>
  );
}
