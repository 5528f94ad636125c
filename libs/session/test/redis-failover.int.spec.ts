import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  KeyRing,
  RedisSessionStore,
  SessionStoreUnavailableError,
  StoredSessions,
  type SessionRequest,
} from '../src/index.js';
import { describeSessionConcurrency, describeSessionStore } from '../src/testing/index.js';
import { RedisGroup } from './redis-group.js';
import './session-app.js';
import { sized } from './test-length.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const keys = new KeyRing([{ id: 'a', secret: randomBytes(32) }]);
const nobody: SessionRequest = { cookies: {}, secure: false };

const kinds: [string, () => Promise<RedisGroup>][] = [
  ['Sentinel', () => RedisGroup.sentinels()],
  ['a Cluster', () => RedisGroup.cluster()],
];

describe.each(kinds)('Redis behind %s', (name, start) => {
  let group: RedisGroup;
  beforeAll(async () => {
    group = await start();
  });
  afterAll(() => group?.stop());

  const open = async () => {
    const [one, two] = [await group.connect(), await group.connect()];
    return {
      store: new RedisSessionStore({ redis: one }),
      other: new RedisSessionStore({ redis: two }),
      elapse: (ms: number) => delay(ms),
      close: async () => {},
    };
  };

  describeSessionStore(`RedisSessionStore behind ${name}`, open);
  describeSessionConcurrency(`RedisSessionStore behind ${name}`, open, sized(200, 1000));

  it(
    'keeps its sessions through a failover, and revives none that had ended',
    { timeout: 60_000 },
    async () => {
      const store = new RedisSessionStore({ redis: await group.connect() });
      const sessions = new StoredSessions({ store, keys });
      const browsers = await Promise.all(
        Array.from({ length: 20 }, async (_, at) => {
          const begun = await sessions.commit(nobody, await sessions.open(nobody), () => ({ note: `${at}` }));
          const browser: SessionRequest = { cookies: { session: begun.cookies[0]!.value }, secure: false };
          return browser;
        }),
      );
      const gone = browsers.splice(0, 5);
      for (const browser of gone) await sessions.end(browser, await sessions.open(browser));
      // Replication is asynchronous: what the failover may lose is what was written right before it.
      await delay(500);
      const tag = browsers[0]!.cookies['session']!.split('.')[0]!;
      await group.killMaster(`s:{${tag}}:`);
      // Until the new master is known there are errors, and never an empty session.
      const failures: unknown[] = [];
      const opened = await vi.waitFor(
        async () => {
          const answers = await Promise.allSettled(browsers.map((browser) => sessions.open(browser)));
          failures.push(
            ...answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : [])),
          );
          return Promise.all(
            answers.map((answer) =>
              answer.status === 'fulfilled' ? answer.value : Promise.reject(answer.reason),
            ),
          );
        },
        {
          timeout: 30_000,
          interval: 100,
        },
      );
      expect(opened.map(({ data }) => data)).toEqual(browsers.map((_, at) => ({ note: `${at + 5}` })));
      expect(failures.filter((failure) => !(failure instanceof SessionStoreUnavailableError))).toEqual([]);
      for (const browser of gone) expect((await sessions.open(browser)).data).toEqual({});
      await sessions.commit(browsers[0]!, opened[0]!, () => ({ note: 'after' }));
      expect((await sessions.open(browsers[0]!)).data).toEqual({ note: 'after' });
    },
  );
});
