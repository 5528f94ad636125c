import type { StoredSession } from '../../store/session-store.js';
import { brokenStore, EXPIRED, type Mutant } from './mutant.js';

/** Stores that create, load, touch, destroy or list records with a mistake. */
export const RECORD_MUTANTS: readonly Mutant[] = [
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
