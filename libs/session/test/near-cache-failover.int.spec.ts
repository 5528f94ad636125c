import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  KeyRing,
  RedisSessionStore,
  SessionStoreUnavailableError,
  StoredSessions,
  type SessionRequest,
} from '../src/index.js';
import { RedisGroup } from './redis-group.js';
import './session-app.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const keys = new KeyRing([{ id: 'a', secret: randomBytes(32) }]);
const nobody: SessionRequest = { cookies: {}, secure: false };

let group: RedisGroup;
beforeAll(async () => {
  group = await RedisGroup.sentinels();
});
afterAll(() => group?.stop());

/** One process: a near cache so patient that nothing is fresh only because it grew old. */
async function replica() {
  const store = new RedisSessionStore({ redis: await group.connect(), near: { maxStaleSeconds: 600 } });
  await armed(store);
  return { store, sessions: new StoredSessions({ store, keys, conflictMs: 5000 }) };
}

const armed = (store: RedisSessionStore) =>
  vi.waitFor(() => expect(store.nearCache!.armed).toBe(true), { timeout: 30_000, interval: 50 });

it('a near cache behind Sentinel follows a failover: nothing stale, nothing revived, and the new master is heard', async () => {
  const [here, elsewhere] = [await replica(), await replica()];
  const begin = async (note: string): Promise<SessionRequest> => {
    const begun = await here.sessions.commit(nobody, await here.sessions.open(nobody), () => ({ note }));
    return { cookies: { session: begun.cookies[0]!.value }, secure: false };
  };
  const browsers = await Promise.all(Array.from({ length: 20 }, (_, at) => begin(`${at}`)));
  const read = ({ sessions }: typeof here) =>
    Promise.all(browsers.map(async (browser) => (await sessions.open(browser)).data.note));
  const notes = browsers.map((_, at) => `${at}`);
  // Both know all of them now.
  for (const process of [here, elsewhere]) expect(await read(process)).toEqual(notes);
  expect(elsewhere.store.nearCache!.entries).toBe(20);
  const gone = browsers[0]!;
  await here.sessions.end(gone, await here.sessions.open(gone));
  await vi.waitFor(async () => expect((await elsewhere.sessions.open(gone)).data).toEqual({}));
  notes[0] = undefined as unknown as string;
  await group.replicated();

  await group.killMaster('');
  const failures: unknown[] = [];
  for (const process of [here, elsewhere]) {
    await vi.waitFor(
      async () => {
        try {
          expect(await read(process)).toEqual(notes);
        } catch (error) {
          // An answer may be refused and must not be wrong.
          if (!(error instanceof SessionStoreUnavailableError)) failures.push(error);
          throw error;
        }
      },
      { timeout: 30_000, interval: 100 },
    );
    await armed(process.store);
  }
  expect(failures).toEqual([]);

  // What is read now is kept, and the new master tells of each change.
  for (const process of [here, elsewhere]) expect(await read(process)).toEqual(notes);
  const { hits } = elsewhere.store.nearCache!;
  expect(await read(elsewhere)).toEqual(notes);
  expect(elsewhere.store.nearCache!.hits).toBeGreaterThanOrEqual(hits + 19);
  const [, changed, ended] = browsers as [SessionRequest, SessionRequest, SessionRequest];
  await here.sessions.commit(changed, await here.sessions.open(changed), () => ({ note: 'after' }));
  await here.sessions.end(ended, await here.sessions.open(ended));
  await vi.waitFor(async () => {
    expect((await elsewhere.sessions.open(changed)).data).toEqual({ note: 'after' });
    expect((await elsewhere.sessions.open(ended)).data).toEqual({});
  });
  for (const { store } of [here, elsewhere]) store.close();
}, 90_000);
