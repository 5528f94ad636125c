import { SessionsNotListableError } from '../session.errors.js';
import type { SessionKey, SessionStore } from '../store/session-store.js';
import type { SessionIds } from '../cookie/session-id.js';
import type { RecordFormat } from './record-format.js';

/** One session in the list of a user. */
export interface UserSession {
  /** The record's hash: public, since it finds the session and opens nothing. Compare it with `session.id`. */
  readonly id: string;
  /** What the application noted of the device that began the session. */
  readonly device: Readonly<Record<string, string>>;
  /** ms since the epoch, by the store's clock. */
  readonly createdAt: number;
  /** When the session was last used, in ms since the epoch, up to a quarter of the idle timeout late. */
  readonly lastSeenAt: number;
}

type ListableStore = SessionStore & Required<Pick<SessionStore, 'list' | 'destroyAll'>>;

/** The sessions of one user, under every tag that a key ring in rotation may have given them. */
export class UserSessions {
  constructor(
    private readonly store: SessionStore,
    private readonly ids: SessionIds,
    private readonly format: RecordFormat,
  ) {}

  /** The user's live sessions, the newest first. */
  async list(userId: string): Promise<readonly UserSession[]> {
    const store = this.listable;
    const lists = await Promise.all(
      this.ids.tagsOf(userId).map(async (tag) => {
        const records = await store.list(tag);
        return records.flatMap(({ hash, session }) => {
          const envelope = this.format.decode(keyOf(tag, hash), session);
          if (!envelope) return [];
          const { createdAt, touchedAt: lastSeenAt } = session;
          return [{ id: hash, device: envelope.device ?? {}, createdAt, lastSeenAt }];
        });
      }),
    );
    return lists.flat().sort((a, b) => b.createdAt - a.createdAt);
  }

  /** Ends one session of the user. @returns whether there was such a session. */
  async end(userId: string, id: string): Promise<boolean> {
    const { listable: store } = this;
    const ended = await Promise.all(
      this.ids.tagsOf(userId).map(async (tag) => {
        const key = keyOf(tag, id);
        return (await store.destroy(key)).outcome === 'destroyed';
      }),
    );
    return ended.includes(true);
  }

  /** Ends all sessions of the user but `except`. @returns how many. */
  async endAll(userId: string, except?: string): Promise<number> {
    const store = this.listable;
    const ended = await Promise.all(this.ids.tagsOf(userId).map((tag) => store.destroyAll(tag, except)));
    return ended.reduce((sum, count) => sum + count, 0);
  }

  /** Ends the oldest sessions of the user until `limit` are left; the one just begun is never ended. */
  async limit(userId: string, limit: number, begun: string): Promise<void> {
    const others = (await this.list(userId)).filter(({ id }) => id !== begun);
    for (const { id } of others.slice(limit - 1)) await this.end(userId, id);
  }

  private get listable(): ListableStore {
    if (!this.store.capabilities.listable) throw new SessionsNotListableError();
    return this.store as ListableStore;
  }
}

function keyOf(tag: string, hash: string): SessionKey {
  return { tag, hash, indexed: true };
}
