import { Cluster, Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { connectRedis, type RedisClient } from './connect-redis.js';

describe('connectRedis', () => {
  let client: RedisClient | undefined;
  afterEach(() => client?.disconnect());
  const open = (url: string) => (client = connectRedis(url, { lazyConnect: true }));

  it('opens one Redis, and queues no command for one that is unavailable', () => {
    const redis = open('redis://:secret@127.0.0.1:6390/2') as Redis;
    expect(redis.options).toMatchObject({ host: '127.0.0.1', port: 6390, db: 2, password: 'secret' });
    expect(redis.options).toMatchObject({ enableOfflineQueue: false, commandTimeout: 500 });
  });

  it('finds the master by its Sentinels', () => {
    const redis = open('redis-sentinel://:pw@a:1,b/main') as Redis;
    expect(redis.options).toMatchObject({
      sentinels: [
        { host: 'a', port: 1 },
        { host: 'b', port: 26_379 },
      ],
      name: 'main',
      password: 'pw',
    });
  });

  it('opens a Cluster', () => {
    const cluster = open('redis-cluster://127.0.0.1:1,[::1]:2') as Cluster;
    cluster.on('error', () => {});
    expect(cluster).toBeInstanceOf(Cluster);
    expect(cluster.options.redisOptions).not.toHaveProperty('tls');
  });

  it('speaks TLS to a server, to Sentinels and to a Cluster by rediss', () => {
    expect((open('rediss://h:1') as Redis).options.tls).toEqual({});
    const sentinel = open('rediss-sentinel://a,b/main') as Redis;
    expect(sentinel.options).toMatchObject({ tls: {}, enableTLSForSentinelMode: true, sentinelTLS: {} });
    const cluster = open('rediss-cluster://u:p%40@a:1') as Cluster;
    cluster.on('error', () => {});
    expect(cluster.options.redisOptions).toMatchObject({ tls: {}, username: 'u', password: 'p@' });
  });

  it('takes IPv6 addresses in brackets, and percent-encoded credentials', () => {
    const redis = open('redis://us%3Aer:p%2F%40%3A@[::1]:6390') as Redis;
    expect(redis.options).toMatchObject({ host: '::1', port: 6390, username: 'us:er', password: 'p/@:' });
    const sentinel = open('redis-sentinel://[::1]:1,[fe80::1]/main') as Redis;
    expect(sentinel.options.sentinels).toEqual([
      { host: '::1', port: 1 },
      { host: 'fe80::1', port: 26_379 },
    ]);
  });
});
