import { Injectable } from '@nestjs/common';
import type { StoredSessions } from '@app/session';
import type { ShopRequest } from '../../shop-request.js';
import type { DirectorySession, SessionDirectory } from './session-directory.js';
import { Settings } from '../../settings/settings.js';
import { SessionBackends } from '../../sessions/session-backends.js';
import { SessionEnds } from '../../sessions/session-ends.js';

/** A user's sessions, wherever the states in use can list them: `near` keeps them where `redis` does. */
@Injectable()
export class StoredSessionDirectory implements SessionDirectory {
  constructor(
    private readonly backends: SessionBackends,
    private readonly ends: SessionEnds,
    private readonly settings: Settings,
  ) {}

  async list(userId: string, { session }: ShopRequest): Promise<readonly DirectorySession[]> {
    const lists = await Promise.all(this.listable.map((sessions) => sessions.users.list(userId)));
    return lists.flat().map(({ id, device, createdAt, lastSeenAt }) => ({
      id,
      device: device['device'] ?? 'unknown device',
      createdAt: new Date(createdAt),
      lastSeenAt: new Date(lastSeenAt),
      replica: device['replica'] ?? null,
      current: id === session.id,
    }));
  }

  async end(userId: string, id: string): Promise<boolean> {
    const outcomes = await Promise.all(this.listable.map((sessions) => sessions.users.revoke(userId, id)));
    const ended = outcomes.includes(true);
    if (ended) this.ends.announce(id);
    return ended;
  }

  async endAll(userId: string, except?: ShopRequest): Promise<void> {
    const options = { except: except?.session.id };
    await Promise.all(this.listable.map((sessions) => sessions.users.revokeAll(userId, options)));
  }

  private get listable(): readonly StoredSessions[] {
    const { lab, state } = this.settings;
    const states = [
      ...(lab || state === 'redis' || state === 'near' ? (['redis'] as const) : []),
      ...(lab || state === 'postgres' ? (['postgres'] as const) : []),
    ];
    return states.map((listed) => this.backends.storedIn(listed));
  }
}
