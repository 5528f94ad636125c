/** Where Redis is and how to sign in, parsed from `REDIS_URL`. */
export interface RedisUrl {
  /** One server, the master that Sentinels name, or a Cluster. */
  readonly kind: 'single' | 'sentinel' | 'cluster';
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly hosts: { host: string; port: number }[];
  /** Database number of a single server, or name of the Sentinels' master. */
  readonly path: string;
}

const FORMS =
  'redis://host:port, redis-sentinel://host:port,host:port/name or redis-cluster://host:port,host:port, with rediss ' +
  'instead of redis for TLS';
// `URL` accepts one host only, and these forms have several.
const FORM = /^(rediss?)(?:-(sentinel|cluster))?:\/\/(?:([^\s/@]*)@)?([^\s/@?]*)(?:\/([^\s?@]*))?(?:\?\S*)?$/;
const HOST = /^(?:\[([\da-f:.]+)\]|([^\s:[\]]+))(?::(\d{1,5}))?$/i;
const SENTINEL_PORT = 26_379;
const REDIS_PORT = 6379;

/**
 * Parses a Redis URL. User and password are percent-decoded, IPv6 addresses stand in brackets.
 * @throws TypeError whose message continues "REDIS_URL …" and says what to write
 */
export function parseRedisUrl(url: string): RedisUrl {
  const [, scheme, kind = 'single', credentials = '', hostList = '', path = ''] = FORM.exec(url) ?? [];
  if (scheme === undefined)
    throw new TypeError(
      url.includes('@')
        ? `must be ${FORMS}; percent-encode special characters of the user and password`
        : `must be ${FORMS}`,
    );
  const defaultPort = kind === 'sentinel' ? SENTINEL_PORT : REDIS_PORT;
  const hosts = hostList.split(',').map((entry) => {
    const [, ipv6, name, port = defaultPort] = HOST.exec(entry) ?? [];
    const host = ipv6 ?? name;
    if (host === undefined || Number(port) > 65_535)
      throw new TypeError(`must be ${FORMS}; write an IPv6 address in brackets, [::1]:6379`);
    return { host, port: Number(port) };
  });
  if (kind === 'single' && hosts.length > 1)
    throw new TypeError('names several hosts: write redis-sentinel:// or redis-cluster://');
  if (kind === 'single' && !/^\d*$/.test(path))
    throw new TypeError('must end in the number of a database, redis://host:port/0, or without a path');
  if (kind === 'sentinel' && path === '')
    throw new TypeError('must end in the name of the master, redis-sentinel://host:port,host:port/name');
  if (kind === 'cluster' && path !== '') throw new TypeError('must have no path: a Cluster has one database');
  const colon = credentials.indexOf(':');
  const [username, password] =
    colon < 0 ? [credentials, ''] : [credentials.slice(0, colon), credentials.slice(colon + 1)];
  return {
    kind: kind as RedisUrl['kind'],
    tls: scheme === 'rediss',
    username: decoded(username),
    password: decoded(password),
    hosts,
    path,
  };
}

function decoded(text: string): string | undefined {
  if (text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TypeError('has a "%" in its user or password that encodes nothing: write %25');
  }
}
