import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether another site made a browser send this request, by the cross-site rule: for handshakes of WebSockets, which are
 * `GET`s that no CORS check stands before. A request with `Authorization` is exempt, since no browser adds one by itself.
 *
 * @param publicOrigins origins that may connect besides the shop's own
 */
export function isFromAnotherSite(headers: IncomingHttpHeaders, publicOrigins: readonly string[]): boolean {
  const { authorization, host, origin } = headers;
  if (authorization !== undefined) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (origin === undefined) return false;
  return !publicOrigins.includes(origin) && !sameHost(origin, host);
}

function sameHost(origin: string, host: string | undefined): boolean {
  if (!URL.canParse(origin) || host === undefined) return false;
  const url = new URL(origin);
  // A host of `https://` may name the port that a browser leaves out of the origin.
  const named = url.port ? url.host : `${url.hostname}:${url.protocol === 'https:' ? 443 : 80}`;
  return url.host !== '' && [url.host, named].includes(host.toLowerCase());
}
