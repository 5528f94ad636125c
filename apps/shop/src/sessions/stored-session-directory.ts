import { Injectable } from '@nestjs/common';
import type { StoredSessions } from '@app/session';
import type { ShopRequest } from '../accounts/carriers/identity-carrier.js';
import type { DirectorySession, SessionDirectory } from '../accounts/sessions/session-directory.js';
import { SessionBackends } from './session-backends.js';

/** A user's sessions in Redis, whichever state put them there. */
@Injectable()
export class StoredSessionDirectory implements SessionDirectory {
  constructor(private readonly backends: SessionBackends) {}

  async list(userId: string, { session }: ShopRequest): Promise<readonly DirectorySession[]> {
    return (await this.sessions.list(userId)).map(({ id, device, createdAt, lastSeenAt }) => ({
      id,
      device: device['userAgent'] ?? 'unknown',
      createdAt: new Date(createdAt),
      lastSeenAt: new Date(lastSeenAt),
      replica: device['replica'] ?? null,
      current: id === session.id,
    }));
  }

  end(userId: string, id: string): Promise<boolean> {
    return this.sessions.endOne(userId, id);
  }

  async endAll(userId: string, except?: ShopRequest): Promise<void> {
    await this.sessions.endAll(userId, except?.session.id);
  }

  private get sessions(): StoredSessions {
    return this.backends.storedIn('redis');
  }
}
