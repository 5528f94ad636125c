import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { OpenedSession, SessionDelta, SessionRequest } from '../session-backend.js';
import { StoredSessions } from '../backend/stored-sessions.js';
import { KeyRing } from '../encryption/key-ring.js';
import { SessionEndedError } from '../session.errors.js';
import type { SessionStore } from '../store/session-store.js';
import type { StoreUnderTest } from './session-store.contract.js';
import { testRunner, type TestRunner } from './test-runner.js';

const AT_ONCE = 50;
const nobody: SessionRequest = { cookies: {}, secure: false };

/**
 * Tests what users see when two of their requests meet: two tabs, and a logout beside a slow write and a read. For stores
 * that declare `cas` and `revocable`. The requests do overlap: both have opened the session before either changes it.
 *
 * @param pairs how often each is tried
 * @param runner the test runner, if its functions are not global
 */
export function describeSessionConcurrency(
  name: string,
  start: () => Promise<Pick<StoreUnderTest, 'store' | 'other' | 'close'>>,
  pairs = 1000,
  runner?: TestRunner,
): void {
  const { describe, it, beforeAll, afterAll } = testRunner(runner);

  describe(`${name} under concurrency`, () => {
    let subject: Awaited<ReturnType<typeof start>>;
    let [here, there]: StoredSessions[] = [];
    beforeAll(async () => {
      subject = await start();
      const keys = new KeyRing([{ id: 'a', secret: randomBytes(32) }]);
      [here, there] = [subject.store, subject.other].map((store) => new StoredSessions({ store, keys }));
    });
    afterAll(async () => subject?.close());

    async function begin(): Promise<SessionRequest> {
      const begun = await here!.commit(await here!.open(nobody), add('first'));
      return { cookies: { session: begun.cookies[0]!.value }, secure: false };
    }

    it(`loses none of the changes of ${pairs} pairs of tabs`, async () => {
      const lost = await each(pairs, async () => {
        const browser = await begin();
        const [one, two] = await Promise.all([here!.open(browser), there!.open(browser)]);
        const both = [here!.commit(one, add('one')), there!.commit(two, add('two'))];
        await Promise.all(both);
        return (
          itemsOf(await fresh(here!, browser))
            .sort()
            .join() !== 'first,one,two'
        );
      });
      assert.equal(lost, 0);
    });

    it(`brings none of ${pairs} sessions back that ended while others wrote to it and used it`, async () => {
      const revived = await each(pairs, async () => {
        const browser = await begin();
        const [slow, leaving] = await Promise.all([here!.open(browser), there!.open(browser)]);
        const { key } = slow.handle as { key: Parameters<SessionStore['touch']>[0] };
        const [write] = await Promise.allSettled([
          here!.commit(slow, add('one')),
          subject.store.touch(key, { idleMs: 60_000, absoluteMs: 600_000 }),
          there!.destroy(leaving),
        ]);
        await assert.rejects(async () => here!.commit(slow, add('late')), SessionEndedError);
        await subject.store.touch(key, { idleMs: 60_000, absoluteMs: 600_000 });
        const refused = write.status === 'fulfilled' || write.reason instanceof SessionEndedError;
        const left = [await fresh(here!, browser), await fresh(there!, browser)];
        return !refused || left.some((session) => itemsOf(session).length > 0);
      });
      assert.equal(revived, 0);
    });
  });
}

/** Runs a trial `count` times, several at a time. @returns how many returned true */
async function each(count: number, trial: () => Promise<boolean>): Promise<number> {
  let started = 0;
  let hits = 0;
  const worker = async () => {
    while (started++ < count) if (await trial()) hits++;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return hits;
}

async function fresh(sessions: StoredSessions, browser: SessionRequest): Promise<OpenedSession> {
  return sessions.open({ ...browser, cookies: { ...browser.cookies, session_fresh: '1' } });
}

function add(item: string): SessionDelta {
  return (data) =>
    ({ ...data, items: [...((data as { items?: string[] }).items ?? []), item] }) as typeof data;
}

function itemsOf(session: OpenedSession): string[] {
  return [...((session.data as { items?: string[] }).items ?? [])];
}
