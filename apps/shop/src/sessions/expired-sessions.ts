import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../settings/settings.js';
import { PostgresSessionStore } from './postgres-session.store.js';

const EVERY_MS = 60_000;

/** Now and then removes expired sessions from Postgres, which unlike the other stores forgets nothing by itself. */
@Injectable()
export class ExpiredSessions implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ExpiredSessions.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly store: PostgresSessionStore,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.settings.lab && this.settings.state !== 'postgres') return;
    this.timer = setInterval(() => void this.sweep(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    try {
      await this.store.sweep();
    } catch (error) {
      this.logger.warn({ err: error }, 'Expired sessions could not be removed; the next round tries again.');
    }
  }
}
