import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { SessionStore } from '../store/session-store.js';
import { bytes, keyOf, lifeOf, lifetime, stored } from './session-store.records.js';
import { describeTimeouts } from './session-store.timeouts.js';
import { testRunner, type TestRunner } from './test-runner.js';

/** A store to test. */
export interface StoreUnderTest {
  readonly store: SessionStore;
  /** A second store over the same data, as another process would have it. */
  readonly other: SessionStore;
  /** Lets that many ms pass by the store's clock. */
  readonly elapse: (ms: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Tests what every {@link SessionStore} owes the library, by the capabilities that it declares.
 *
 * @param name of the store, for the names of the tests
 * @param start returns the store; called once, before all tests
 * @param runner the test runner, if its functions are not global
 *
 * @example
 * import * as runner from 'vitest';
 * describeSessionStore('MyStore', async () => ({ store, other, elapse, close }), runner);
 */
export function describeSessionStore(
  name: string,
  start: () => Promise<StoreUnderTest>,
  runner?: TestRunner,
): void {
  const { describe, it, beforeAll, afterAll } = testRunner(runner);

  describe(`${name} keeps the contract of a session store`, () => {
    let subject: StoreUnderTest;
    beforeAll(async () => {
      subject = await start();
    });
    afterAll(async () => subject?.close());

    it('neither finds nor creates a record that was never stored', async () => {
      const key = keyOf();
      assert.equal(await subject.store.load(key), undefined);
      assert.deepEqual(await subject.store.compareAndSet(key, 1, bytes('x'), lifetime), { outcome: 'gone' });
      await subject.store.touch(key, lifetime);
      assert.equal(await subject.other.load(key), undefined);
    });

    it('returns to every process what was stored, byte for byte', async () => {
      const [key, payload] = [keyOf(), randomBytes(3000)];
      const created = await subject.store.create(key, payload, lifetime);
      assert.equal(created.version, 1);
      assert.deepEqual(created.payload, payload);
      assert.deepEqual(await subject.other.load(key), created);
      assert.equal(created.absoluteExpiresAt - created.createdAt, lifetime.absoluteMs);
      assert.equal(created.expiresAt - created.touchedAt, lifetime.idleMs);
      assert.ok(Math.abs(created.createdAt - subject.store.now()) < 2000);
    });

    for (const [size, payload] of [
      ['an empty', Buffer.alloc(0)],
      ['a one-byte', Buffer.from([0])],
      ['a separator-like', Buffer.from('|1|2\r\n')],
    ] as const) {
      it(`returns ${size} payload unchanged`, async () => {
        const key = keyOf();
        await subject.store.create(key, payload, lifetime);
        assert.deepEqual((await subject.other.load(key, { fresh: true }))?.payload, payload);
        stored(await subject.store.compareAndSet(key, 1, payload, lifetime));
        assert.deepEqual((await subject.other.load(key, { fresh: true }))?.payload, payload);
        await subject.store.touch(key, lifetime);
        const touched = await subject.other.load(key, { fresh: true });
        assert.deepEqual([touched?.version, touched?.payload], [2, payload]);
      });
    }

    it('counts versions, and keeps the times of creation and of the absolute timeout', async () => {
      const key = keyOf();
      const created = await subject.store.create(key, bytes('one'), lifetime);
      const session = stored(await subject.store.compareAndSet(key, 1, bytes('two'), lifetime));
      assert.equal(session.version, 2);
      assert.deepEqual(session.payload, bytes('two'));
      assert.deepEqual(lifeOf(session), lifeOf(created));
      assert.deepEqual(await subject.other.load(key), session);
    });

    it('rejects a write to an old version, and returns the current record', async () => {
      const key = keyOf();
      await subject.store.create(key, bytes('one'), lifetime);
      await subject.store.compareAndSet(key, 1, bytes('two'), lifetime);
      const result = await subject.other.compareAndSet(key, 1, bytes('mine'), lifetime);
      if (result.outcome !== 'conflict') assert.fail(result.outcome);
      assert.equal(result.current.version, 2);
      assert.deepEqual(result.current.payload, bytes('two'));
    });

    it('stores exactly one of many concurrent writes to one version', async () => {
      const key = keyOf();
      await subject.store.create(key, bytes('0'), lifetime);
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          (at % 2 ? subject.store : subject.other).compareAndSet(key, 1, bytes(`${at}`), lifetime),
        ),
      );
      assert.equal(results.filter(({ outcome }) => outcome === 'stored').length, 1);
      assert.equal((await subject.store.load(key, { fresh: true }))?.version, 2);
    });

    it('never revives a destroyed record', async () => {
      const key = keyOf();
      await subject.store.create(key, bytes('one'), lifetime);
      assert.deepEqual(await subject.other.destroy(key), { outcome: 'destroyed' });
      assert.deepEqual(await subject.store.destroy(key), { outcome: 'gone' });
      assert.deepEqual(await subject.store.destroy(key, 1), { outcome: 'gone' });
      assert.deepEqual(await subject.store.compareAndSet(key, 1, bytes('two'), lifetime), {
        outcome: 'gone',
      });
      await subject.store.touch(key, lifetime);
      assert.equal(await subject.store.load(key), undefined);
      assert.equal(await subject.other.load(key), undefined);
    });

    it('never revives a record by a touch that runs beside its destruction', async () => {
      for (let round = 0; round < 50; round++) {
        const key = keyOf();
        await subject.store.create(key, bytes('one'), lifetime);
        await Promise.all([
          subject.store.touch(key, lifetime),
          subject.other.destroy(key),
          subject.store.touch(key, lifetime),
        ]);
        await subject.store.touch(key, lifetime);
        assert.equal(await subject.store.load(key, { fresh: true }), undefined);
      }
    });

    it('destroys a record only at the version asked for, if any', async () => {
      const key = keyOf();
      await subject.store.create(key, bytes('one'), lifetime);
      await subject.store.compareAndSet(key, 1, bytes('two'), lifetime);
      const result = await subject.store.destroy(key, 1);
      if (result.outcome !== 'conflict') assert.fail(result.outcome);
      assert.equal(result.current.version, 2);
      assert.deepEqual(await subject.store.destroy(key, 2), { outcome: 'destroyed' });
      assert.equal(await subject.store.load(key), undefined);
      assert.deepEqual(await subject.other.compareAndSet(key, 2, bytes('three'), lifetime), {
        outcome: 'gone',
      });
    });

    it('lets either a write or a destruction of one version win, never both', async () => {
      for (let round = 0; round < 50; round++) {
        const key = keyOf();
        await subject.store.create(key, bytes('one'), lifetime);
        const [written, destroyed] = await Promise.all([
          subject.store.compareAndSet(key, 1, bytes('two'), lifetime),
          subject.other.destroy(key, 1),
        ]);
        const survivor = await subject.store.load(key, { fresh: true });
        if (written.outcome === 'stored') assert.equal(destroyed.outcome, 'conflict');
        else assert.deepEqual([destroyed.outcome, survivor], ['destroyed', undefined]);
      }
    });

    it('lists and destroys the sessions of a user, if it declares so', async () => {
      if (!subject.store.capabilities.listable) {
        assert.equal(subject.store.list, undefined);
        assert.equal(subject.store.destroyAll, undefined);
        return;
      }
      const user = keyOf().tag.replace('g', 'u');
      const mine = [keyOf(user), keyOf(user), keyOf(user)] as const;
      const other = keyOf(`${user}2`);
      for (const key of [...mine, other]) await subject.store.create(key, bytes(key.hash), lifetime);
      await subject.store.destroy(mine[0]);
      const listed = await subject.other.list!(user);
      assert.deepEqual(listed.map(({ hash }) => hash).sort(), [mine[1].hash, mine[2].hash].sort());
      for (const { hash, session } of listed) assert.deepEqual(session.payload, bytes(hash));
      assert.equal(await subject.other.destroyAll!(user, mine[1].hash), 1);
      assert.equal(await subject.store.load(mine[2], { fresh: true }), undefined);
      assert.notEqual(await subject.store.load(mine[1]), undefined);
      assert.equal(await subject.store.destroyAll!(user), 1);
      assert.deepEqual(await subject.store.list!(user), []);
      assert.notEqual(await subject.store.load(other), undefined);
    });

    describeTimeouts(it, () => subject);
  });
}
