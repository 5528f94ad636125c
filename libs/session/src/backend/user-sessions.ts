import type { SessionIds } from '../cookie/session-cookie.js';
import { SessionsNotListableError } from '../session.errors.js';
import type { SessionStore } from '../store/session-store.js';
import type { UserDirectory, UserSession } from '../session-backend.js';
import type { SessionRecord, SessionRecords } from './session-records.js';
import type { checkOptions } from './stored-sessions.options.js';

type ListableStore = SessionStore & Required<Pick<SessionStore, 'list' | 'destroyAll'>>;

type LimitOptions = Pick<ReturnType<typeof checkOptions>, 'maxSessionsPerUser' | 'userOf'>;

/** The sessions of one user, under every tag that a key ring in rotation may have given them. */
export class UserSessions implements UserDirectory {
  constructor(
    private readonly ids: SessionIds,
    private readonly records: SessionRecords,
    private readonly options: LimitOptions,
  ) {}

  /** Lists the live sessions of a user, the newest first. A record that cannot be read is left out. */
  async list(userId: string): Promise<readonly UserSession[]> {
    const lists = await this.inEachTag(userId, async (tag, store) =>
      (await this.records.ask('list', () => store.list(tag))).flatMap(({ hash: id, session }) => {
        const record = this.records.readable({ tag, hash: id, indexed: true }, session);
        if (!record || record.envelope.successor) return [];
        const { createdAt, touchedAt: lastSeenAt } = session;
        return [{ id, device: record.envelope.device ?? {}, createdAt, lastSeenAt }];
      }),
    );
    return lists.flat().sort((a, b) => b.createdAt - a.createdAt);
  }

  /** Destroys one session of a user. @returns whether there was such a session */
  async revoke(userId: string, id: string): Promise<boolean> {
    const destroyed = await this.inEachTag(userId, async (tag, store) => {
      const key = { tag, hash: id, indexed: true };
      const stored = await this.records.ask('load', () => store.load(key, { fresh: true }));
      return this.records.destroy(key, stored);
    });
    return destroyed.includes(true);
  }

  /** Destroys all sessions of a user except the one with the id `except`. @returns how many were listed */
  async revokeAll(userId: string, { except }: { except?: string | undefined } = {}): Promise<number> {
    // The store counts the notes of replaced ids too.
    const listed = (await this.list(userId)).filter(({ id }) => id !== except);
    await this.inEachTag(userId, (tag, store) =>
      this.records.ask('destroyAll', () => store.destroyAll(tag, except)),
    );
    return listed.length;
  }

  /**
   * Destroys the oldest sessions of a record's user if there are too many now. If that fails, the next login tries again.
   * @param oldId an id that the session had before, which counts no more
   */
  async limit({ envelope, key }: SessionRecord, oldId?: string): Promise<void> {
    const { maxSessionsPerUser, userOf } = this.options;
    const user = userOf(envelope.data);
    if (user === undefined || maxSessionsPerUser === undefined) return;
    try {
      const others = (await this.list(user)).filter(({ id }) => id !== key.hash && id !== oldId);
      for (const { id } of others.slice(maxSessionsPerUser - 1)) await this.revoke(user, id);
    } catch {
      // The store's failure is reported where it is asked.
    }
  }

  private async inEachTag<T>(
    userId: string,
    run: (tag: string, store: ListableStore) => T | Promise<T>,
  ): Promise<T[]> {
    const { store } = this.records;
    if (!store.capabilities.listable) throw new SessionsNotListableError();
    return Promise.all(this.ids.tagsOf(userId).map((tag) => run(tag, store as ListableStore)));
  }
}
