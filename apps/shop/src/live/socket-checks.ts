import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { Handshakes } from './handshakes.js';
import type { LiveSocket } from './live-messages.js';
import { LiveSockets } from './live-sockets.js';
import { RedisLink } from './redis-link.js';

/** How often each socket is looked at, in ms: so much later at most it is seen that its session expired. */
const EVERY_MS = 60_000;
/** How long after Redis's return the subscriptions stand again for certain, in ms. */
const SETTLED_MS = 500;

/**
 * Looks again who is at the other end of each socket: a session that expires sends no event, and while Redis is unavailable no
 * other replica is heard. Reading a session does not keep it alive.
 */
@Injectable()
export class SocketChecks implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SocketChecks.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sockets: LiveSockets,
    private readonly handshakes: Handshakes,
    private readonly link: RedisLink,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.checkAll(), EVERY_MS).unref();
    this.link.onReturn(() => void this.catchUp());
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async catchUp(): Promise<void> {
    await delay(SETTLED_MS, undefined, { ref: false });
    this.sockets.tellMissed();
    await this.checkAll();
  }

  /** Looks at every socket here, one after the other: it is no hurry, and the store has others to serve. */
  async checkAll(): Promise<void> {
    for (const socket of this.sockets.all) if (socket.connected) await this.check(socket);
  }

  private async check(socket: LiveSocket): Promise<void> {
    const { visitor } = socket.data;
    if (!visitor.user && visitor.sessionId === undefined) return;
    try {
      const now = await this.handshakes.visitorOf(socket.handshake);
      const same = now.sessionId === visitor.sessionId && now.user?.userId === visitor.user?.userId;
      if (!same) this.sockets.end(socket, 'expired');
    } catch (error) {
      // An unavailable store says nothing about the session: the next round asks again.
      this.logger.debug({ err: error }, 'A socket could not be checked.');
    }
  }
}
