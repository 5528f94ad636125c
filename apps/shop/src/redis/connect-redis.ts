import { Cluster, Redis, type RedisOptions } from 'ioredis';

/** A connection to one Redis, to the master behind Sentinels, or to a Cluster. */
export type RedisClient = Redis | Cluster;

/**
 * Opens a connection that answers or fails in bounded time: nothing waits in a queue for a Redis that is away, and
 * no command longer than `commandTimeout` (500 ms unless told otherwise) for one that is frozen.
 *
 * @param url `redis://`, `rediss://`, `redis-sentinel://host:port,host:port/name` or `redis-cluster://host:port,host:port`
 */
export function connectRedis(url: string, options: RedisOptions = {}): RedisClient {
  const bounded: RedisOptions = {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 1000,
    // ioredis counts from its own clock alone: a replica that was held up so long takes an answer that lies in the socket for
    // late. Several replicas share a few cores with their load here, so this is twice what a machine of its own would need.
    commandTimeout: 500,
    // Back within a second of Redis's return.
    retryStrategy: (attempt) => Math.min(attempt * 50, 500),
    ...options,
  };
  const { protocol, username, password, hosts, path } = partsOf(url);
  const credentials = { username: username || undefined, password: password || undefined };
  switch (protocol) {
    case 'redis-cluster':
      return new Cluster(hosts, {
        enableOfflineQueue: bounded.enableOfflineQueue,
        clusterRetryStrategy: (attempt) => Math.min(attempt * 50, 500),
        redisOptions: { ...bounded, ...credentials },
      });
    case 'redis-sentinel':
      return new Redis({ ...bounded, ...credentials, sentinels: hosts, name: path });
    default:
      return new Redis(url, bounded);
  }
}

interface RedisUrl {
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly hosts: { host: string; port: number }[];
  readonly path: string;
}

// `URL` takes one host only, and these forms name several.
const FORM = /^([a-z-]+):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/]*)\/?(.*)$/;
const SENTINEL_PORT = 26_379;
const REDIS_PORT = 6379;

function partsOf(url: string): RedisUrl {
  const [, protocol = '', username = '', password = '', hostList = '', path = ''] = FORM.exec(url) ?? [];
  const defaultPort = protocol === 'redis-sentinel' ? SENTINEL_PORT : REDIS_PORT;
  const hosts = hostList.split(',').map((entry) => {
    const [host = '', port] = entry.split(':');
    return { host, port: port ? Number(port) : defaultPort };
  });
  return {
    protocol,
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    hosts,
    path,
  };
}
