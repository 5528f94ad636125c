import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Outlet, ScrollRestoration, useLocation } from 'react-router';
import { useSessionEnded } from '../account/use-session-ended';
import { Lab } from '../lab/lab';
import { Live } from '../live/live';
import { Footer } from './footer';
import classes from './frame.module.css';
import { Header } from './header';
import { useFocusOnNewPage } from './use-focus-on-new-page';

/** What every page has around it. */
export function Frame() {
  useFreshCart();
  useSessionEnded();
  const content = useFocusOnNewPage();
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <Header />
      <main id="content" ref={content} className={classes.content} tabIndex={-1}>
        <Outlet />
      </main>
      <Footer />
      <Lab />
      <Live />
      <ScrollRestoration getKey={scrollKey} />
    </div>
  );
}

/** A page that was opened by its address comes back to where it was; "default" alone would mix all of these up. */
function scrollKey({ key, pathname }: { key: string; pathname: string }): string {
  return key === 'default' ? pathname : key;
}

/** The cart may have changed in another tab, or be on another replica: every page looks again. */
function useFreshCart(): void {
  const { pathname } = useLocation();
  const queries = useQueryClient();
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['cart'] });
  }, [queries, pathname]);
}
