import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionKey, SessionStore } from '../store/session-store.js';

/** A store to put to the contract. */
export interface StoreUnderTest {
  /** The store, and a second one over the same data as another process would have it. */
  readonly store: SessionStore;
  readonly other: SessionStore;
  /** Lets the given time pass by the store's clock. */
  readonly elapse: (ms: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

const lifetime = { idleMs: 60_000, absoluteMs: 600_000 };

/**
 * What every {@link SessionStore} owes `StoredSessions`, by the capabilities that it declares. Run it on a store of
 * your own from a vitest file: `describeSessionStore('MyStore', async () => ({ store, other, elapse, close }))`.
 */
export function describeSessionStore(name: string, start: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps the session store's contract`, () => {
    let subject: StoreUnderTest;
    beforeAll(async () => {
      subject = await start();
    });
    afterAll(() => subject?.close());

    it('knows nothing of a key that was never stored, and writes nothing by being asked', async () => {
      const key = keyOf();
      expect(await subject.store.load(key)).toBeUndefined();
      expect(await subject.store.commit(key, 1, bytes('x'), lifetime)).toEqual({ outcome: 'gone' });
      await subject.store.touch(key, lifetime);
      expect(await subject.other.load(key)).toBeUndefined();
    });

    it('gives back what was stored, byte for byte, to every process', async () => {
      const [key, payload] = [keyOf(), randomBytes(3000)];
      const created = await subject.store.create(key, payload, lifetime);
      expect(created).toMatchObject({ version: 1, payload });
      expect(await subject.other.load(key)).toEqual(created);
      expect(created.absoluteExpiresAt - created.createdAt).toBe(lifetime.absoluteMs);
      expect(created.expiresAt - created.touchedAt).toBe(lifetime.idleMs);
      expect(Math.abs(created.createdAt - subject.store.now())).toBeLessThan(2000);
    });

    it('counts versions, keeps the beginning and the end', async () => {
      const key = keyOf();
      const created = await subject.store.create(key, bytes('one'), lifetime);
      const result = await subject.store.commit(key, 1, bytes('two'), lifetime);
      if (result.outcome !== 'committed') throw new Error(result.outcome);
      expect(result.session).toMatchObject({
        version: 2,
        payload: bytes('two'),
        createdAt: created.createdAt,
      });
      expect(result.session.absoluteExpiresAt).toBe(created.absoluteExpiresAt);
      expect(await subject.other.load(key)).toEqual(result.session);
    });

    it('refuses a commit on a version that is past, and answers with the newest record', async () => {
      const key = keyOf();
      await subject.store.create(key, bytes('one'), lifetime);
      await subject.store.commit(key, 1, bytes('two'), lifetime);
      const result = await subject.other.commit(key, 1, bytes('mine'), lifetime);
      expect(result).toMatchObject({ outcome: 'conflict', current: { version: 2, payload: bytes('two') } });
    });

    it('lets exactly one of many commits on one version through', async () => {
      const key = keyOf();
      await subject.store.create(key, bytes('0'), lifetime);
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          (at % 2 ? subject.store : subject.other).commit(key, 1, bytes(`${at}`), lifetime),
        ),
      );
      expect(results.filter(({ outcome }) => outcome === 'committed')).toHaveLength(1);
      expect((await subject.store.load(key))?.version).toBe(2);
    });

    it('never brings a destroyed record back', async () => {
      const key = keyOf();
      await subject.store.create(key, bytes('one'), lifetime);
      expect(await subject.other.destroy(key)).toEqual({ outcome: 'destroyed' });
      expect(await subject.store.destroy(key)).toEqual({ outcome: 'gone' });
      expect(await subject.store.destroy(key, 1)).toEqual({ outcome: 'gone' });
      expect(await subject.store.commit(key, 1, bytes('two'), lifetime)).toEqual({ outcome: 'gone' });
      await subject.store.touch(key, lifetime);
      expect(await subject.store.load(key)).toBeUndefined();
    });

    it('destroys a record only at the version asked for, where one is', async () => {
      const key = keyOf();
      await subject.store.create(key, bytes('one'), lifetime);
      await subject.store.commit(key, 1, bytes('two'), lifetime);
      expect(await subject.store.destroy(key, 1)).toMatchObject({
        outcome: 'conflict',
        current: { version: 2 },
      });
      expect(await subject.store.destroy(key, 2)).toEqual({ outcome: 'destroyed' });
      expect(await subject.store.load(key)).toBeUndefined();
      expect(await subject.other.commit(key, 2, bytes('three'), lifetime)).toEqual({ outcome: 'gone' });
    });

    it('lets either a commit or a destroy on one version win, never both', async () => {
      for (let round = 0; round < 50; round++) {
        const key = keyOf();
        await subject.store.create(key, bytes('one'), lifetime);
        const [committed, destroyed] = await Promise.all([
          subject.store.commit(key, 1, bytes('two'), lifetime),
          subject.other.destroy(key, 1),
        ]);
        const survivor = await subject.store.load(key);
        if (committed.outcome === 'committed') expect(destroyed.outcome).toBe('conflict');
        else expect([destroyed.outcome, survivor]).toEqual(['destroyed', undefined]);
      }
    });

    it('ends a session that is not used, and keeps one that is', async () => {
      const [idle, touched, committed] = [keyOf(), keyOf(), keyOf()];
      const short = { idleMs: 3000, absoluteMs: 600_000 };
      for (const key of [idle, touched, committed]) await subject.store.create(key, bytes('x'), short);
      await subject.elapse(2000);
      await subject.store.touch(touched, short);
      await subject.store.commit(committed, 1, bytes('y'), short);
      await subject.elapse(2000);
      expect(await subject.store.load(idle)).toBeUndefined();
      expect(await subject.store.load(touched)).toMatchObject({ version: 1 });
      expect(await subject.store.load(committed)).toMatchObject({ version: 2 });
    });

    it('ends a session at its absolute end, however much it is used', async () => {
      const key = keyOf();
      const short = { idleMs: 60_000, absoluteMs: 3000 };
      await subject.store.create(key, bytes('x'), short);
      await subject.elapse(2000);
      expect(await subject.store.commit(key, 1, bytes('y'), short)).toMatchObject({ outcome: 'committed' });
      await subject.elapse(2000);
      expect(await subject.store.load(key)).toBeUndefined();
      expect(await subject.store.commit(key, 2, bytes('z'), short)).toEqual({ outcome: 'gone' });
    });

    it('lists and ends the sessions of a user, where it declares so', async () => {
      if (!subject.store.capabilities.listable) {
        expect(subject.store.list).toBeUndefined();
        return;
      }
      const mine = [keyOf('uMine'), keyOf('uMine'), keyOf('uMine')];
      const other = keyOf('uOther');
      for (const key of [...mine, other]) await subject.store.create(key, bytes(key.hash), lifetime);
      await subject.store.destroy(mine[0]!);
      expect((await subject.other.list!('uMine')).map(({ hash }) => hash).sort()).toEqual(
        [mine[1]!.hash, mine[2]!.hash].sort(),
      );
      expect(await subject.other.destroyAll!('uMine', mine[1]!.hash)).toBe(1);
      expect(await subject.store.load(mine[2]!)).toBeUndefined();
      expect(await subject.store.load(mine[1]!)).toBeDefined();
      expect(await subject.store.destroyAll!('uMine')).toBe(1);
      expect(await subject.store.list!('uMine')).toEqual([]);
      expect(await subject.store.load(other)).toBeDefined();
    });
  });
}

function keyOf(user?: string): SessionKey {
  const suffix = randomBytes(16).toString('base64url');
  return {
    tag: user ?? `g${suffix}`,
    hash: randomBytes(32).toString('base64url'),
    indexed: user !== undefined,
  };
}

function bytes(text: string): Buffer {
  return Buffer.from(text);
}
