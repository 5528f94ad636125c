import { z } from 'zod';
import { parseRedisUrl } from './redis-url.js';

/** `redis://`, `redis-sentinel://h:p,h:p/name` or `redis-cluster://h:p,h:p`, or the same with `rediss` for TLS. */
export const redisUrl = z.string().superRefine((url, context) => {
  try {
    parseRedisUrl(url);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});

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
