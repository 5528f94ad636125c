const ROUTE_PREFIX = /^\/s\/[A-Za-z0-9_-]{1,64}(?=\/|$)/;

/**
 * The part of an address that routes it to a replica: `/s/<route id>` where the load balancer routes by URL, else empty.
 * The pages and the calls of the API keep it; hashed assets are the same on every replica and do without.
 */
export function routePrefix(pathname: string): string {
  return ROUTE_PREFIX.exec(pathname)?.[0] ?? '';
}

/** The prefix of this page. Read once: another prefix is another document. */
export const ROUTE_PREFIX_HERE = routePrefix(globalThis.location?.pathname ?? '/');
