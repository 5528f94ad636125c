/** Whether a page is for customers only: it leads to signing in by itself. */
export function isForCustomers(pathname: string): boolean {
  return /^\/(checkout|orders|account|admin)(\/|$)/.test(pathname);
}

/** The way to the page for signing in that leads back to where one was; from that page itself, the same again. */
export function signInPath({ pathname, search }: { pathname: string; search: string }): string {
  if (pathname === '/sign-in' || pathname === '/sign-up') return `${pathname}${search}`;
  return `/sign-in?next=${encodeURIComponent(pathname + search).replaceAll('%2F', '/')}`;
}
