import assert from 'node:assert/strict';
import type { StoreUnderTest } from './session-store.contract.js';
import { bytes, keyOf, lifeOf, lifetime, stored } from './session-store.records.js';
import type { TestRunner } from './test-runner.js';

/** The part of the contract of a session store that is about its timeouts. */
export function describeTimeouts(it: TestRunner['it'], subject: () => StoreUnderTest): void {
  it('resets the idle timeout of the version that was read, and of no later one', async () => {
    const key = keyOf();
    await subject().store.create(key, bytes('one'), lifetime);
    const [long, note] = [
      { ...lifetime, idleMs: 120_000 },
      { ...lifetime, idleMs: 10_000 },
    ];
    const idleMs = async () => {
      const record = await subject().other.load(key, { fresh: true });
      return record && record.expiresAt - record.touchedAt;
    };
    await subject().store.touch(key, long, 1);
    assert.equal(await idleMs(), long.idleMs);
    stored(await subject().store.compareAndSet(key, 1, bytes('note'), note));
    await subject().store.touch(key, long, 1);
    assert.equal(await idleMs(), note.idleMs);
  });

  it('continues the life of another session if asked to', async () => {
    const first = await subject().store.create(keyOf(), bytes('one'), { idleMs: 60_000, absoluteMs: 90_000 });
    await subject().elapse(20);
    const key = keyOf();
    const second = await subject().store.create(key, bytes('two'), lifetime, first);
    assert.equal(second.version, 1);
    assert.deepEqual(lifeOf(second), lifeOf(first));
    assert.ok(second.touchedAt >= first.touchedAt);
    assert.deepEqual(await subject().other.load(key), second);
    stored(await subject().store.compareAndSet(key, 1, bytes('three'), lifetime));
    await subject().store.touch(key, lifetime);
    assert.deepEqual(lifeOf((await subject().other.load(key))!), lifeOf(first));
  });

  it('ends a continued session at the absolute timeout of the first', async () => {
    const first = await subject().store.create(keyOf(), bytes('one'), { idleMs: 60_000, absoluteMs: 3000 });
    await subject().elapse(2000);
    const key = keyOf();
    await subject().store.create(key, bytes('two'), lifetime, first);
    assert.notEqual(await subject().store.load(key), undefined);
    await subject().elapse(2000);
    assert.equal(await subject().store.load(key), undefined);
    const late = keyOf();
    await subject().store.create(late, bytes('three'), lifetime, first);
    assert.equal(await subject().other.load(late), undefined);
  });

  it('ends an idle session, and keeps one that is used', async () => {
    const [idle, touched, written] = [keyOf(), keyOf(), keyOf()];
    const short = { idleMs: 3000, absoluteMs: 600_000 };
    for (const key of [idle, touched, written]) await subject().store.create(key, bytes('x'), short);
    await subject().elapse(2000);
    await subject().store.touch(touched, short);
    await subject().store.compareAndSet(written, 1, bytes('y'), short);
    await subject().elapse(2000);
    assert.equal(await subject().store.load(idle), undefined);
    assert.equal((await subject().store.load(touched))?.version, 1);
    assert.equal((await subject().store.load(written))?.version, 2);
  });

  it('shortens the life of a session that is written or touched with a shorter idle timeout', async () => {
    const [written, touched] = [keyOf(), keyOf()];
    const short = { idleMs: 1000, absoluteMs: 600_000 };
    for (const key of [written, touched]) await subject().store.create(key, bytes('x'), lifetime);
    const session = stored(await subject().store.compareAndSet(written, 1, bytes('y'), short));
    assert.equal(session.expiresAt - session.touchedAt, short.idleMs);
    await subject().store.touch(touched, short);
    await subject().elapse(1500);
    assert.equal(await subject().store.load(written), undefined);
    assert.equal(await subject().other.load(touched), undefined);
    assert.deepEqual(await subject().store.compareAndSet(written, 2, bytes('z'), lifetime), {
      outcome: 'gone',
    });
  });

  it('ends a session at its absolute timeout, however much it is used', async () => {
    const key = keyOf();
    const short = { idleMs: 60_000, absoluteMs: 3000 };
    await subject().store.create(key, bytes('x'), short);
    await subject().elapse(2000);
    stored(await subject().store.compareAndSet(key, 1, bytes('y'), short));
    await subject().store.touch(key, short);
    await subject().elapse(2000);
    assert.equal(await subject().store.load(key), undefined);
    assert.deepEqual(await subject().store.compareAndSet(key, 2, bytes('z'), short), { outcome: 'gone' });
    await subject().store.touch(key, short);
    assert.equal(await subject().store.load(key), undefined);
  });
}
