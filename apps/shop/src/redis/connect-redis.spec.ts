import { Cluster, Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { connectRedis, type RedisClient } from './connect-redis.js';

describe('connectRedis', () => {
  let client: RedisClient | undefined;
  afterEach(() => client?.disconnect());
  const open = (url: string) => (client = connectRedis(url, { lazyConnect: true }));

  it('opens one Redis, and never lets a command wait for one that is away', () => {
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
    const cluster = open('redis-cluster://127.0.0.1:1,127.0.0.1:2');
    cluster.on('error', () => {});
    expect(cluster).toBeInstanceOf(Cluster);
  });
});
