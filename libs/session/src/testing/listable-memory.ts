import { MemorySessionStore, type MemorySessionStoreOptions } from '../store/memory-session.store.js';
import type { SessionKey, SessionStore } from '../store/session-store.js';

/**
 * Returns a store in memory that also lists the sessions of a user: for tests of one process, where
 * `MemorySessionStore` itself has no index because another process would not see it.
 */
export function listableMemoryStore(options: MemorySessionStoreOptions = {}): SessionStore {
  const memory = new MemorySessionStore(options);
  const index = new Map<string, Map<string, SessionKey>>();
  const keysOf = (tag: string) => [...(index.get(tag)?.values() ?? [])];
  const drop = ({ tag, hash }: SessionKey) => {
    const keys = index.get(tag);
    keys?.delete(hash);
    if (keys?.size === 0) index.delete(tag);
  };
  return {
    capabilities: { ...memory.capabilities, listable: true },
    keepsObjects: memory.keepsObjects,
    now: () => memory.now(),
    load: (key) => memory.load(key),
    create: (key, ...args) => {
      if (key.indexed)
        index.set(key.tag, (index.get(key.tag) ?? new Map<string, SessionKey>()).set(key.hash, key));
      return memory.create(key, ...args);
    },
    compareAndSet: (...args) => memory.compareAndSet(...args),
    touch: (...args) => memory.touch(...args),
    destroy: async (key, version) => {
      const result = await memory.destroy(key, version);
      if (result.outcome !== 'conflict') drop(key);
      return result;
    },
    list: async (tag) =>
      keysOf(tag).flatMap((key) => {
        const session = memory.load(key);
        return session ? [{ hash: key.hash, session }] : [];
      }),
    destroyAll: async (tag, except) => {
      const keys = keysOf(tag).filter(({ hash }) => hash !== except);
      const alive = keys.filter((key) => memory.load(key) !== undefined);
      for (const key of keys) {
        // A store in memory removes before it returns its promise: this is one step.
        void memory.destroy(key);
        drop(key);
      }
      return alive.length;
    },
  };
}
