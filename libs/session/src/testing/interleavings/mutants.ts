import { StoredSessions } from '../../backend/stored-sessions.js';
import type { OpenedSession, SessionDelta } from '../../backend/session-backend.js';
import { SessionEndedError } from '../../session.errors.js';
import type { SessionStore, StoredSession } from '../../store/session-store.js';
import { listableMemoryStore } from '../listable-memory.js';
import type { InterleavingSubject } from './processes.js';

/** A store or sessions with one mistake, for the test of the scheduler itself. */
export interface Mutant {
  readonly mistake: string;
  /** Two requests that show it. */
  readonly scenario: string;
  /** Words of the rule that it breaks. */
  readonly breaks: string;
  /** Whether only a failing call shows it. */
  readonly faults?: boolean;
  readonly subject: () => InterleavingSubject;
}

const brokenStore = (mistake: (store: SessionStore) => Partial<SessionStore>) => () => {
  const store = listableMemoryStore();
  return { store: { ...store, ...mistake(store) } };
};

const brokenSessions = (Sessions: typeof StoredSessions) => () => ({
  store: listableMemoryStore(),
  backend: (options: ConstructorParameters<typeof StoredSessions>[0]) => new Sessions(options),
});

const isNote = (payload: Buffer) => 'successor' in payload;
const EXPIRED = { version: 1, createdAt: 0, touchedAt: 0, expiresAt: 0, absoluteExpiresAt: 0 };
const nobody = { cookies: {}, secure: false };

/** A mistake for each way in which stores and sessions are known to go wrong, and the rule that finds it. */
export const MUTANTS: readonly Mutant[] = [
  {
    mistake: 'compareAndSet ignores the version',
    scenario: 'guest, own processes: update a | update a',
    breaks: 'An acknowledged write is kept',
    subject: brokenStore((store) => ({
      compareAndSet: async (key, version, ...rest) =>
        store.compareAndSet(key, (await store.load(key))?.version ?? version, ...rest),
    })),
  },
  {
    mistake: 'compareAndSet reports a conflict as stored',
    scenario: 'guest, own processes: update a | update b',
    breaks: 'An acknowledged write is kept',
    subject: brokenStore((store) => ({
      compareAndSet: async (...args) => {
        const result = await store.compareAndSet(...args);
        return result.outcome === 'conflict' ? { outcome: 'stored', session: result.current } : result;
      },
    })),
  },
  {
    mistake: 'compareAndSet reports a conflict as gone',
    scenario: 'guest, own processes: update a | update b',
    breaks: 'A request fails only for',
    subject: brokenStore((store) => ({
      compareAndSet: async (...args) => {
        const result = await store.compareAndSet(...args);
        return result.outcome === 'conflict' ? { outcome: 'gone' } : result;
      },
    })),
  },
  {
    mistake: 'compareAndSet creates a record that is gone',
    scenario: 'guest, own processes: update a | logout',
    breaks: 'does not come back',
    subject: brokenStore((store) => ({
      compareAndSet: async (key, version, payload, lifetime) => {
        const result = await store.compareAndSet(key, version, payload, lifetime);
        if (result.outcome !== 'gone') return result;
        return { outcome: 'stored', session: await store.create(key, payload, lifetime) };
      },
    })),
  },
  {
    mistake: 'a change of the id overwrites what was written meanwhile',
    scenario: 'guest, own processes: regenerate | update a',
    breaks: 'An acknowledged write is kept',
    subject: brokenStore((store) => ({
      compareAndSet: async (key, version, payload, lifetime) => {
        const current = isNote(payload) ? (await store.load(key))?.version : undefined;
        return store.compareAndSet(key, current ?? version, payload, lifetime);
      },
    })),
  },
  {
    mistake: 'a change of the id does not notice that the session was ended',
    scenario: 'guest, own processes: regenerate | logout',
    breaks: 'does not come back, and neither does its successor',
    subject: brokenStore((store) => ({
      compareAndSet: async (key, version, payload, lifetime) => {
        const result = await store.compareAndSet(key, version, payload, lifetime);
        if (result.outcome !== 'gone' || !isNote(payload)) return result;
        return { outcome: 'stored', session: { ...EXPIRED, payload } };
      },
    })),
  },
  {
    mistake: 'create of a continued session stores nothing',
    scenario: 'guest, own processes: regenerate | read',
    breaks: 'A session that nobody ended has one id',
    subject: brokenStore((store) => ({
      create: (key, payload, lifetime, continues) =>
        continues ? { ...EXPIRED, payload } : store.create(key, payload, lifetime),
    })),
  },
  {
    mistake: 'destroy keeps the record',
    scenario: 'guest, own processes: logout | read',
    breaks: 'does not come back',
    subject: brokenStore(() => ({ destroy: () => ({ outcome: 'destroyed' }) })),
  },
  {
    mistake: 'destroy ignores the version, and removes the note of a successor',
    scenario: 'guest, own processes: regenerate | logout',
    breaks: 'does not come back, and neither does its successor',
    subject: brokenStore((store) => ({ destroy: (key) => store.destroy(key) })),
  },
  {
    mistake: 'touch creates a record that is gone',
    scenario: 'guest, own processes: idle refresh | logout',
    breaks: 'does not come back',
    subject: brokenStore((store) => {
      const payloads = new Map<string, Buffer>();
      return {
        create: (key, payload, ...rest) => {
          payloads.set(key.hash, payload);
          return store.create(key, payload, ...rest);
        },
        touch: async (key, lifetime) => {
          if (!(await store.load(key))) await store.create(key, payloads.get(key.hash) as Buffer, lifetime);
        },
      };
    }),
  },
  {
    mistake: 'touch prolongs the note of a successor',
    scenario: 'guest, own processes: idle refresh | regenerate',
    breaks: 'The note of a replaced id lives for 10 s',
    subject: brokenStore((store) => ({ touch: (key, lifetime) => store.touch(key, lifetime) })),
  },
  {
    mistake: 'a change of the id leaves no note',
    scenario: 'guest, own processes: regenerate | update a',
    breaks: 'A request whose id was just replaced gets a conflict',
    subject: brokenStore((store) => ({
      compareAndSet: async (key, version, payload, lifetime) => {
        const result = await store.compareAndSet(key, version, payload, lifetime);
        if (result.outcome === 'stored' && isNote(payload)) await store.destroy(key);
        return result;
      },
    })),
  },
  {
    mistake: 'a change of the id leaves the old record alive',
    scenario: 'guest, own processes: regenerate | read',
    breaks: 'An id from before a login opens nothing',
    subject: brokenSessions(
      class extends StoredSessions {
        override async regenerate(session: OpenedSession, delta: SessionDelta) {
          return this.commit(await this.open(nobody), () => delta(session.data));
        }
      },
    ),
  },
  {
    mistake: 'regenerate keeps the id',
    scenario: 'guest, own processes: regenerate | read',
    breaks: 'An id from before a login opens nothing',
    subject: brokenSessions(
      class extends StoredSessions {
        override async regenerate(session: OpenedSession, delta: SessionDelta) {
          return this.commit(session, delta);
        }
      },
    ),
  },
  {
    mistake: 'the login that comes second begins a session of its own',
    scenario: 'guest, own processes: login | login',
    breaks: 'Of two changes of one id at once, one wins',
    subject: brokenSessions(
      class extends StoredSessions {
        override async regenerate(session: OpenedSession, delta: SessionDelta) {
          try {
            return await super.regenerate(session, delta);
          } catch (error) {
            if (!(error instanceof SessionEndedError) || session.info.id === undefined) throw error;
            return this.commit(await this.open(nobody), () => delta(session.data));
          }
        }
      },
    ),
  },
  {
    mistake: 'a login whose reply is lost counts as failed, and its record is not removed',
    scenario: 'guest, own processes: login | read',
    breaks: 'a login that failed leaves no id',
    faults: true,
    subject: brokenStore((store) => ({
      destroy: (key, version) => (version === undefined ? { outcome: 'gone' } : store.destroy(key, version)),
    })),
  },
  {
    mistake: 'destroyAll misses the record that was created last',
    scenario: 'signed in, own processes: regenerate | revoke all',
    breaks: 'does not come back, and neither does its successor',
    subject: brokenStore((store) => {
      let last: string | undefined;
      return {
        create: (key, ...rest) => {
          last = key.hash;
          return store.create(key, ...rest);
        },
        destroyAll: async (tag, except) => (await store.destroyAll?.(tag, except ?? last)) ?? 0,
      };
    }),
  },
  {
    mistake: 'the list of a user has entries without a record',
    scenario: 'signed in, own processes: logout | read',
    breaks: "A user's list has the live sessions",
    subject: brokenStore((store) => {
      const entries = new Map<string, { hash: string; session: StoredSession }[]>();
      return {
        create: async (key, ...rest) => {
          const session = await store.create(key, ...rest);
          entries.set(key.tag, [...(entries.get(key.tag) ?? []), { hash: key.hash, session }]);
          return session;
        },
        list: (tag) => Promise.resolve(entries.get(tag) ?? []),
      };
    }),
  },
  {
    mistake: 'the list of a user misses records',
    scenario: 'guest, own processes: login | read',
    breaks: "A user's list has the live sessions",
    subject: brokenStore(() => ({ list: () => Promise.resolve([]) })),
  },
  {
    mistake: 'load returns a stale copy',
    scenario: 'guest, own processes: update a | read',
    breaks: 'A request reads what was acknowledged before it began',
    subject: brokenStore((store) => {
      const copies = new Map<string, StoredSession>();
      return {
        create: async (key, ...rest) => {
          const session = await store.create(key, ...rest);
          copies.set(key.hash, session);
          return session;
        },
        load: (key, options) => (options?.fresh ? undefined : copies.get(key.hash)) ?? store.load(key),
      };
    }),
  },
];
