import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IdempotencyStore } from '../store/idempotency-store.js';

/** What the suite needs of a store. */
export interface StoreUnderTest {
  readonly store: IdempotencyStore;
  /** The same records, as another process sees them. */
  readonly other: IdempotencyStore;
  /** Lets that time (ms) pass by the store's clock. */
  elapse(ms: number): Promise<void>;
  close(): Promise<void>;
}

const KEEP_MS = 60_000;
const LEASE_MS = 30_000;

/** Tells what an {@link IdempotencyStore} does not keep of its contract. Call it in a vitest file. */
export function describeIdempotencyStore(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps the idempotency store's contract`, () => {
    let subject: StoreUnderTest;
    let key: string;
    beforeAll(async () => {
      subject = await create();
    });
    afterAll(() => subject.close());
    beforeEach(() => {
      key = randomUUID();
    });

    const claim = (store: IdempotencyStore, token: string, leaseMs = LEASE_MS, keepMs = KEEP_MS) =>
      store.claim(key, 'print', token, leaseMs, keepMs);

    it('lets exactly one of many claims at once through', async () => {
      const claims = await Promise.all(
        Array.from({ length: 50 }, (_, at) => claim(at % 2 ? subject.store : subject.other, `${at}`)),
      );
      expect(claims.filter(({ outcome }) => outcome === 'claimed')).toHaveLength(1);
      expect(claims.filter(({ outcome }) => outcome === 'running')).toHaveLength(49);
    });

    it('returns the stored response, byte for byte', async () => {
      await claim(subject.store, 'a');
      expect(await subject.store.answer(key, 'a', '{"name":"Grüße"}', KEEP_MS)).toBe(true);
      expect(await claim(subject.other, 'b')).toEqual({ outcome: 'answered', answer: '{"name":"Grüße"}' });
      expect(await claim(subject.other, 'a')).toMatchObject({ outcome: 'answered' });
    });

    it('keeps an empty answer too', async () => {
      await claim(subject.store, 'a');
      await subject.store.answer(key, 'a', '', KEEP_MS);
      expect(await claim(subject.other, 'b')).toMatchObject({ outcome: 'answered', answer: '' });
    });

    it('refuses the key to another request, running or answered', async () => {
      await claim(subject.store, 'a');
      const another = () => subject.other.claim(key, 'another', 'b', LEASE_MS, KEEP_MS);
      expect(await another()).toMatchObject({ outcome: 'reused' });
      await subject.store.answer(key, 'a', 'x', KEEP_MS);
      expect(await another()).toMatchObject({ outcome: 'reused' });
    });

    it('hands a claim on when its lease has run out, and takes no answer of the first one then', async () => {
      await claim(subject.store, 'a', 40);
      await subject.elapse(60);
      expect(await claim(subject.other, 'b')).toMatchObject({ outcome: 'claimed' });
      expect(await subject.store.answer(key, 'a', 'late', KEEP_MS)).toBe(false);
      await subject.store.release(key, 'a');
      expect(await claim(subject.store, 'c')).toMatchObject({ outcome: 'running' });
      expect(await subject.other.answer(key, 'b', 'second', KEEP_MS)).toBe(true);
      expect(await claim(subject.store, 'c')).toMatchObject({ outcome: 'answered', answer: 'second' });
    });

    it('lets the next one act after a release, but never releases an answer', async () => {
      await claim(subject.store, 'a');
      await subject.store.release(key, 'a');
      expect(await claim(subject.other, 'b')).toMatchObject({ outcome: 'claimed' });
      await subject.other.answer(key, 'b', 'x', KEEP_MS);
      await subject.other.release(key, 'b');
      expect(await claim(subject.store, 'c')).toMatchObject({ outcome: 'answered' });
    });

    it('forgets an answer when its time is over', async () => {
      await claim(subject.store, 'a', 20, 40);
      await subject.store.answer(key, 'a', 'x', 40);
      await subject.elapse(60);
      expect(await claim(subject.other, 'b')).toMatchObject({ outcome: 'claimed' });
    });
  });
}
