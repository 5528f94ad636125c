import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster } from 'ioredis';
import type { RedisClient } from './redis-script.js';

/** How long to leave a connection that failed alone, in ms. */
export const RETRY_MS = 200;

/**
 * A second connection with the settings of the first, for commands that block. It queues nothing while it is down,
 * since blocking reads that piled up would delay the ones after them; and it has no `commandTimeout`, which a
 * blocking read may outlast.
 */
export function openFollowerConnection(redis: RedisClient): RedisClient {
  const connection =
    redis instanceof Cluster
      ? redis.duplicate([], { enableOfflineQueue: false, redisOptions: withoutTimeout(redis) })
      : redis.duplicate({
          enableOfflineQueue: false,
          autoResendUnfulfilledCommands: false,
          commandTimeout: undefined,
        });
  // ioredis prints errors without a listener; the reader of this connection reports the same failure.
  connection.on('error', () => undefined);
  return connection;
}

/** An `object`, since ioredis 5 and 6 name different types for the options of a duplicate. */
function withoutTimeout({ options }: Cluster): object {
  const node = { ...options.redisOptions };
  delete node.commandTimeout;
  return node;
}

/** Waits until the connection is there, or long enough to look again. One that ended is opened again. */
export async function settled(connection: RedisClient): Promise<void> {
  if (connection.status === 'ready') return;
  if (connection.status === 'end') connection.connect().catch(() => undefined);
  const giveUp = new AbortController();
  const ready = once(connection, 'ready', { signal: giveUp.signal }).catch(() => undefined);
  await Promise.race([
    ready,
    delay(RETRY_MS, undefined, { signal: giveUp.signal, ref: false }).catch(() => undefined),
  ]);
  giveUp.abort();
}
