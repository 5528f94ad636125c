import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { parseRedisUrl } from '../settings/redis-url.js';

/** A connection to one Redis, to the master behind Sentinels, or to a Cluster. */
export type RedisClient = Redis | Cluster;

/**
 * Opens a connection whose commands fail in bounded time: nothing is queued for a Redis that is unavailable, and no command
 * takes longer than `commandTimeout` (500 ms by default).
 *
 * @param url `redis://host:port`, `redis-sentinel://host:port,host:port/name` or `redis-cluster://host:port,host:port`, with
 * `rediss` for TLS
 */
export function connectRedis(url: string, options: RedisOptions = {}): RedisClient {
  const bounded: RedisOptions = {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 1000,
    // ioredis counts by its own clock: a replica that was paused takes an answer that lies in the socket for late. Several
    // replicas share a few cores with their load here, so this is twice what a machine of its own would need.
    commandTimeout: 500,
    // Back within a second of Redis's return.
    retryStrategy: (attempt) => Math.min(attempt * 50, 500),
    ...options,
  };
  const { kind, tls, username, password, hosts, path } = parseRedisUrl(url);
  const secured: RedisOptions = {
    ...bounded,
    username,
    password,
    ...(tls ? { tls: options.tls ?? {} } : {}),
  };
  switch (kind) {
    case 'cluster':
      return new Cluster(hosts, {
        enableOfflineQueue: bounded.enableOfflineQueue,
        clusterRetryStrategy: (attempt) => Math.min(attempt * 50, 500),
        redisOptions: secured,
        // A certificate names hosts: resolved to their addresses, they could not be verified.
        ...(tls ? { dnsLookup: (address, callback) => callback(null, address) } : {}),
      });
    case 'sentinel':
      return new Redis({
        ...secured,
        sentinels: hosts,
        name: path,
        ...(tls ? { enableTLSForSentinelMode: true, sentinelTLS: options.tls ?? {} } : {}),
      });
    default:
      // ioredis reads options from the query, as in `?family=6`.
      return new Redis(url, secured);
  }
}
