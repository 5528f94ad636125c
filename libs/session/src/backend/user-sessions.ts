import type { SessionIds } from '../cookie/session-cookie.js';
import { SessionError, SessionsNotListableError } from '../session.errors.js';
import type { SessionKey, SessionStore, StoredSession } from '../store/session-store.js';
import type { UserDirectory, UserSession } from './session-backend.js';
import type { SessionEnvelope, SessionRecords } from './session-records.js';

type ListableStore = SessionStore & Required<Pick<SessionStore, 'list' | 'destroyAll'>>;

/** The sessions of one user, under every tag that a key ring in rotation may have given them. */
export class UserSessions implements UserDirectory {
  constructor(
    private readonly store: SessionStore,
    private readonly ids: SessionIds,
    private readonly format: SessionRecords,
  ) {}

  /** Lists the live sessions of a user, the newest first. A record that cannot be read is left out. */
  async list(userId: string): Promise<readonly UserSession[]> {
    const { listable: store } = this;
    const lists = await Promise.all(
      this.ids.tagsOf(userId).map(async (tag) => {
        const records = await store.list(tag);
        return records.flatMap(({ hash, session }) => {
          const envelope = this.read(keyOf(tag, hash), session);
          if (!envelope || envelope.successor) return [];
          const { createdAt, touchedAt: lastSeenAt } = session;
          return [{ id: hash, device: envelope.device ?? {}, createdAt, lastSeenAt }];
        });
      }),
    );
    return lists.flat().sort((a, b) => b.createdAt - a.createdAt);
  }

  /** Destroys one session of a user. @returns whether there was such a session */
  async revoke(userId: string, id: string): Promise<boolean> {
    const { listable: store } = this;
    const destroyed = await Promise.all(
      this.ids.tagsOf(userId).map(async (tag) => {
        const key = keyOf(tag, id);
        return this.destroyLatest(key, await store.load(key, { fresh: true }));
      }),
    );
    return destroyed.includes(true);
  }

  /** Destroys all sessions of a user except the one with the id `except`. @returns how many */
  async revokeAll(userId: string, { except }: { except?: string | undefined } = {}): Promise<number> {
    const { listable: store } = this;
    const counts = await Promise.all(this.ids.tagsOf(userId).map((tag) => store.destroyAll(tag, except)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Destroys the oldest sessions of a user until `limit` are left. @param spared ids that stay, one of them a new one */
  async limit(userId: string, limit: number, spared: readonly (string | undefined)[]): Promise<void> {
    const others = (await this.list(userId)).filter(({ id }) => !spared.includes(id));
    for (const { id } of others.slice(limit - 1)) await this.revoke(userId, id);
  }

  /**
   * Destroys a record, or what it became if the session got a new id meanwhile: a logout that meets a change of the id
   * ends the session. The note of the change stays, so that late requests with the old id are still told.
   * @param stored the record as it is known, undefined if there is none
   * @returns whether there was a session
   */
  async destroyLatest(key: SessionKey, stored: StoredSession | undefined): Promise<boolean> {
    while (stored) {
      const successor = this.read(key, stored)?.successor;
      if (successor) {
        key = successor;
        stored = await this.store.load(key, { fresh: true });
        continue;
      }
      this.format.destroyed(key);
      const result = await this.store.destroy(key, stored.version);
      if (result.outcome !== 'conflict') return result.outcome === 'destroyed';
      stored = result.current;
    }
    return false;
  }

  private read(key: SessionKey, stored: StoredSession): SessionEnvelope | undefined {
    try {
      return this.format.decode(key, stored);
    } catch (error) {
      if (error instanceof SessionError) return undefined;
      throw error;
    }
  }

  private get listable(): ListableStore {
    if (!this.store.capabilities.listable) throw new SessionsNotListableError();
    return this.store as ListableStore;
  }
}

function keyOf(tag: string, hash: string): SessionKey {
  return { tag, hash, indexed: true };
}
