import { Injectable, Logger } from '@nestjs/common';
import { createAdapter } from '@socket.io/redis-adapter';
import { RedisService } from '../redis/redis.service.js';
import type { RedisClient } from '../redis/connect-redis.js';
import { Settings } from '../settings/settings.js';

/**
 * Carries messages between the sockets' servers of all replicas, by Redis's publish and subscribe. The adapter awaits none of
 * its own commands, so that one that fails would end the process: here each is seen to. Without Redis a replica's own
 * sockets get what happens on it, and the subscription is made when Redis is there.
 */
@Injectable()
export class RedisLink {
  private readonly logger = new Logger(RedisLink.name);
  private readonly subscriber: RedisClient;
  private readonly publisher: RedisClient;
  private readonly key: string;

  constructor(redis: RedisService, { clusterId }: Settings) {
    this.key = `live:${clusterId}`;
    this.publisher = redis.client;
    // Subscriptions wait for Redis, however long it is unavailable; nothing else uses this connection.
    this.subscriber = redis.open('live', {
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
      commandTimeout: undefined,
    });
  }

  /** What socket.io needs to reach the other replicas. */
  get adapter(): ReturnType<typeof createAdapter> {
    const { publisher, subscriber } = this;
    const seenTo = (command: Promise<unknown>, what: string) =>
      void command.catch((error: unknown) => this.logger.debug({ err: error }, `Could not ${what}.`));
    return createAdapter(
      {
        publish: (channel: string, message: Buffer | string) =>
          seenTo(publisher.publish(channel, message), 'tell the other replicas'),
        on: () => undefined,
        off: () => undefined,
      },
      {
        psubscribe: (pattern: string) => seenTo(subscriber.psubscribe(pattern), 'subscribe'),
        subscribe: (channels: string[]) => seenTo(subscriber.subscribe(...channels), 'subscribe'),
        punsubscribe: (pattern: string) => seenTo(subscriber.punsubscribe(pattern), 'unsubscribe'),
        unsubscribe: (channels: string[]) => seenTo(subscriber.unsubscribe(...channels), 'unsubscribe'),
        on: (event: string, listener: (...args: unknown[]) => void) => subscriber.on(event, listener),
        off: (event: string, listener: (...args: unknown[]) => void) => subscriber.off(event, listener),
      },
      { key: this.key },
    );
  }

  /** Has `listener` called when this replica hears the others again, after it may have missed something. */
  onReturn(listener: () => void): void {
    this.subscriber.on('ready', listener);
  }
}
