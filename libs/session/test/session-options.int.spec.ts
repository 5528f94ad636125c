import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  jsonCodec,
  KeyRing,
  MemorySessionStore,
  RedisSessionStore,
  SessionsNotListableError,
  SessionUnreadableError,
  Sessions,
  StoredSessions,
  type SessionDelta,
  type SessionRequest,
  type StoredSessionsOptions,
} from '../src/index.js';
import { messagePackCodec } from '../src/message-pack/index.js';
import { withSchema } from '../src/schema/index.js';
import { SealedSessions } from '../src/sealed/index.js';
import { RedisServer } from './redis-server.js';
import './session-app.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const keys = new KeyRing([{ id: 'a', secret: randomBytes(32) }]);
const nobody: SessionRequest = { cookies: {}, secure: false };

async function begin(sessions: StoredSessions | SealedSessions, data: SessionDelta): Promise<SessionRequest> {
  const begun = await sessions.commit(await sessions.open(nobody), data);
  return { cookies: { session: begun.cookies[0]!.value }, secure: false };
}

describe('StoredSessions', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());
  const open = (options: Partial<StoredSessionsOptions> = {}) =>
    new StoredSessions({
      store: new RedisSessionStore({ redis: server.connect() }),
      keys,
      userId: ({ userId }) => userId,
      ...options,
    });

  it('keeps dates with MessagePack, and reads what JSON wrote before', async () => {
    const packed = open({ codec: messagePackCodec });
    const since = new Date('2030-01-02T03:04:05.678Z');
    const browser = await begin(packed, () => ({ since, note: 'x' }) as object);
    expect((await packed.open(browser)).data).toEqual({ since, note: 'x' });
    const before = await begin(open(), () => ({ note: 'json' }));
    expect((await packed.open(before)).data).toEqual({ note: 'json' });
  });

  it('upgrades data of an older schema when they are read, and refuses newer ones', async () => {
    const upgrade = (data: Record<string, unknown>, from: number) => ({
      note: `${data['text']} from ${from}`,
    });
    const [old, young] = [open(), open({ codec: withSchema(jsonCodec, { version: 2, upgrade }) })];
    const browser = await begin(old, () => ({ text: 'hello' }) as object);
    const opened = await young.open(browser);
    expect(opened.data).toEqual({ note: 'hello from 0' });
    await young.commit(opened, (data) => ({ ...data, items: ['a'] }));
    expect((await young.open(browser)).data).toEqual({ note: 'hello from 0', items: ['a'] });
    await expect(old.open(browser)).rejects.toThrow(SessionUnreadableError);
  });

  it('refuses a sealed cookie of a newer schema', async () => {
    const upgrade = (data: Record<string, unknown>) => data;
    const [old, young] = [
      new SealedSessions({ keys }),
      new SealedSessions({ keys, codec: withSchema(jsonCodec, { version: 1, upgrade }) }),
    ];
    const browser = await begin(young, () => ({ note: 'x' }));
    expect(() => old.open(browser)).toThrow(SessionUnreadableError);
    expect((await young.open(await begin(old, () => ({ note: 'y' })))).data).toEqual({ note: 'y' });
  });

  it('limits the sessions of a user, however many begin at once', async () => {
    const limited = open({ maxSessionsPerUser: 3 });
    await Promise.all(Array.from({ length: 10 }, () => begin(limited, () => ({ userId: 'crowd' }))));
    expect((await limited.users.list('crowd')).length).toBeLessThanOrEqual(3);
    const last = await begin(limited, () => ({ userId: 'crowd' }));
    expect((await limited.open(last)).data).toEqual({ userId: 'crowd' });
    expect(() => open({ store: new MemorySessionStore(), maxSessionsPerUser: 3 })).toThrow(
      SessionsNotListableError,
    );
  });

  it('reports events with a short hash, never an id', async () => {
    const told: unknown[][] = [];
    const note =
      (what: string) =>
      (...args: unknown[]) =>
        void told.push([what, ...args]);
    const events = {
      created: note('created'),
      regenerated: note('regenerated'),
      destroyed: note('destroyed'),
      conflict: note('conflict'),
      damaged: note('damaged'),
      unreadable: note('unreadable'),
    };
    const sessions = open({ events });
    const browser = await begin(sessions, () => ({ note: 'x' }));
    const [one, two] = [await sessions.open(browser), await sessions.open(browser)];
    await sessions.commit(one, () => ({ note: 'one' }));
    await sessions.commit(two, () => ({ note: 'two' }));
    const renewed = await sessions.regenerate(await sessions.open(browser), (data) => data);
    const after = { ...browser, cookies: { session: renewed.cookies[0]!.value } };
    const other = open({ keys: new KeyRing([{ id: 'b', secret: randomBytes(32) }]), events });
    await expect(other.open(after)).rejects.toThrow(SessionUnreadableError);
    const { id } = (await sessions.open(after)).info;
    const redis = server.connect();
    const [name] = (await redis.keys(`s:*${id}`)) as [string];
    await redis.setrange(name, (await redis.strlen(name)) - 1, 'X');
    expect((await sessions.open(after)).data).toEqual({});
    await sessions.destroy(renewed);
    expect(told).toEqual([
      ['created', one.info.ref],
      ['conflict', one.info.ref, 1],
      ['regenerated', renewed.info.ref, one.info.ref],
      ['unreadable', renewed.info.ref],
      ['damaged', renewed.info.ref],
      ['destroyed', renewed.info.ref],
    ]);
  });

  it('opens a session outside a request, by the cookies of a handshake', async () => {
    const sessions = open();
    const browser = await begin(sessions, () => ({ userId: 'ada' }));
    const outside = new Sessions(sessions);
    const session = await outside.open(`other=1; session=${browser.cookies['session']}`);
    expect(session.userId).toBe('ada');
    const [before] = await sessions.users.list('ada');
    await session.touch();
    session.note = 'from a job';
    await session.save();
    expect((await sessions.open(browser)).data).toEqual({ userId: 'ada', note: 'from a job' });
    expect((await sessions.users.list('ada'))[0]!.lastSeenAt).toBeGreaterThanOrEqual(before!.lastSeenAt);
    expect((await outside.open('session=junk')).id).toBeUndefined();
    expect((await outside.open(undefined)).id).toBeUndefined();
  });
});
