import { z } from 'zod';

const HOSTS = String.raw`[^\s/@,:]+(?::\d{1,5})?(?:,[^\s/@,:]+(?::\d{1,5})?)*`;
const CREDENTIALS = String.raw`(?:[^\s/@]*@)?`;

/** `redis://`, `rediss://`, `redis-sentinel://h:p,h:p/name` or `redis-cluster://h:p,h:p`. */
export const redisUrl = z.union(
  [
    z.url({ protocol: /^rediss?$/ }),
    z.string().regex(new RegExp(`^redis-sentinel://${CREDENTIALS}${HOSTS}/[^\\s/]+$`)),
    z.string().regex(new RegExp(`^redis-cluster://${CREDENTIALS}${HOSTS}/?$`)),
  ],
  {
    error:
      'must be redis://host:port, rediss://host:port, redis-sentinel://host:port,host:port/name or redis-cluster://host:port,host:port',
  },
);

/** A Postgres connection URL, as Prisma and `pg` take it. */
export const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be a URL like postgresql://user:password@host:5432/database',
});

/** One Memcached server, `memcached://host:port`. */
export const memcachedUrl = z.url({
  protocol: /^memcached$/,
  error: 'must be a URL like memcached://host:11211',
});

/** Comma-separated web origins, `scheme://host[:port]` each, as a browser sends them in `Origin`. */
export const origins = z
  .string()
  .transform((list) =>
    list
      .split(',')
      .map((origin) => origin.trim())
      .filter((origin) => origin !== ''),
  )
  .refine((list) => list.every(isOrigin), {
    error: 'must be a comma-separated list of origins like https://shop.example, without a path',
  });

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
