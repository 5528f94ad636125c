import { brokenStore, EXPIRED, isNote, type Mutant } from './mutant.js';

/** Stores whose compare-and-set has a mistake. */
export const WRITE_MUTANTS: readonly Mutant[] = [
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
];
