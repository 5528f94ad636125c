import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AuthModuleOptions, withDefaults } from '../src/auth.options.js';
import {
  AccessTokenIssuer,
  AccessTokenTooLongError,
  AccessTokenVerifier,
  InProcessRevocationList,
  KeyRing,
  RedisRefreshFamilyStore,
  RefreshRefusedError,
  RefreshTokens,
  RefreshUnavailableError,
} from '../src/index.js';
import { RefreshToken } from '../src/refresh/refresh-token.js';
import { MemoryUsers } from './memory-users.js';
import { RedisServer } from './redis-server.js';
import { signingKey } from './signing-key.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const laptop = { device: 'Firefox on Linux', replica: 'one' };
const phone = { device: 'Safari on iOS', replica: 'two' };
const GRACE_SECONDS = 0.3;
/** TEST_FULL=1 takes the long form. */
const ROUNDS = process.env['TEST_FULL'] === '1' ? 1000 : 100;

describe('RefreshTokens over Redis', () => {
  let server: RedisServer;
  let redis: Redis;
  let keys: KeyRing;
  let users: MemoryUsers;
  let revocations: InProcessRevocationList;

  /** One replica: its own connection, the same Redis. */
  function replica(refresh: AuthModuleOptions['refresh'] = {}, connection = redis): RefreshTokens {
    const options = withDefaults({
      issuer: 'us',
      audience: 'shop',
      refresh: { graceSeconds: GRACE_SECONDS, ...refresh },
    } as AuthModuleOptions);
    const families = new RedisRefreshFamilyStore(connection);
    return new RefreshTokens(options, families, users, revocations, new AccessTokenIssuer(options, keys));
  }

  const now = () => Date.now() / 1000;
  const signIn = (tokens: RefreshTokens, note = laptop) =>
    tokens.start({ id: 'ada', roles: ['customer'] }, now(), note);
  /** Waits until Redis's own clock says that the grace is over. */
  async function graceIsOver(): Promise<void> {
    const clock = async () => {
      const [seconds, micros] = await redis.time();
      return Number(seconds) + Number(micros) / 1e6;
    };
    const end = (await clock()) + GRACE_SECONDS + 0.05;
    while ((await clock()) < end);
  }

  beforeAll(async () => {
    server = await RedisServer.start();
    keys = await KeyRing.of([signingKey('first')]);
  });
  afterAll(() => server.stop());

  beforeEach(async () => {
    redis = server.connect();
    await redis.flushall();
    users = new MemoryUsers();
    users.change('ada', { roles: ['customer'] });
    revocations = new InProcessRevocationList();
  });

  it('refuses to refresh a family that was revoked, and ends it', async () => {
    const tokens = replica();
    const familyId = 'f'.repeat(22);
    const { refreshToken } = await tokens.start({ id: 'ada', roles: [] }, now(), laptop, familyId);
    expect(await tokens.list('ada')).toMatchObject([{ id: familyId }]);
    await revocations.revokeFamily(familyId, now() + 300);
    await expect(tokens.refresh(refreshToken, 'one')).rejects.toThrow(RefreshRefusedError);
    expect(await tokens.list('ada')).toEqual([]);
  });

  it('exchanges a token for its successor, with the roles of today and the login of then', async () => {
    const tokens = replica();
    const loggedInAt = now() - 60.5;
    const first = await tokens.start({ id: 'ada', roles: ['customer'] }, loggedInAt, laptop);
    users.change('ada', { roles: ['admin'] });
    const second = await tokens.refresh(first.refreshToken, 'two');
    expect(second.refreshToken).not.toBe(first.refreshToken);
    const options = withDefaults({ issuer: 'us', audience: 'shop' } as AuthModuleOptions);
    const claims = await new AccessTokenVerifier(options, keys).verify(second.accessToken);
    expect(claims).toMatchObject({ sub: 'ada', roles: ['admin'], auth_time: loggedInAt });
    await expect(tokens.refresh(second.refreshToken, 'one')).resolves.toBeDefined();
  });

  it('gives parallel tabs on three replicas one successor, round after round', async () => {
    const replicas = [server.connect(), server.connect(), server.connect()].map((each) => replica({}, each));
    const [one] = replicas as [RefreshTokens];
    let { refreshToken } = await signIn(one);
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 5 }, (_, tab) => (replicas[tab % 3] ?? one).refresh(refreshToken, 'any')),
      );
      const successors = new Set(answers.map((answer) => answer.refreshToken));
      expect(successors.size).toBe(1);
      [refreshToken] = successors as unknown as [string];
    }
    expect(await one.list('ada')).toHaveLength(1);
  });

  it('leads a late tab through several rotations to the newest token', async () => {
    const tokens = replica({ graceSeconds: 30 });
    const first = await signIn(tokens);
    const second = await tokens.refresh(first.refreshToken, 'one');
    const third = await tokens.refresh(second.refreshToken, 'one');
    expect((await tokens.refresh(first.refreshToken, 'one')).refreshToken).toBe(third.refreshToken);
  });

  it('ends the family when a token comes back whose successor is in use, for thief and owner alike', async () => {
    const tokens = replica();
    const stolen = await signIn(tokens);
    const other = await signIn(tokens, phone);
    const next = await tokens.refresh(stolen.refreshToken, 'one');
    const owned = await tokens.refresh(next.refreshToken, 'one');
    await graceIsOver();
    await expect(tokens.refresh(stolen.refreshToken, 'two')).rejects.toBeInstanceOf(RefreshRefusedError);
    await expect(tokens.refresh(owned.refreshToken, 'one')).rejects.toBeInstanceOf(RefreshRefusedError);
    const familyId = owned.refreshToken.split('.')[1] ?? '';
    expect(revocations.isRevoked({ userId: 'ada', authenticatedAt: now(), familyId })).toBe(true);
    await expect(tokens.refresh(other.refreshToken, 'one')).resolves.toBeDefined();
  });

  it('recognises a former token of any age', async () => {
    const tokens = replica({ graceSeconds: 30 });
    const first = await signIn(tokens);
    let { refreshToken } = first;
    for (let turn = 0; turn < 40; turn += 1) ({ refreshToken } = await tokens.refresh(refreshToken, 'one'));
    await expect(tokens.refresh(first.refreshToken, 'two')).rejects.toBeInstanceOf(RefreshRefusedError);
    expect(await tokens.list('ada')).toEqual([]);
  });

  it('gives the same successor after any time while it is unused: a lost response signs no user out', async () => {
    const tokens = replica();
    const first = await signIn(tokens);
    const lost = await tokens.refresh(first.refreshToken, 'one');
    await graceIsOver();
    const again = await tokens.refresh(first.refreshToken, 'one');
    expect(again.refreshToken).toBe(lost.refreshToken);
    await expect(tokens.refresh(again.refreshToken, 'one')).resolves.toBeDefined();
  });

  it('signs no user out while the accounts cannot be read, however long and however often it is tried', async () => {
    const tokens = replica();
    const { refreshToken } = await signIn(tokens);
    const findById = vi.spyOn(users, 'findById').mockRejectedValue(new Error('no database'));
    for (let time = 0; time < 3; time += 1) {
      await expect(tokens.refresh(refreshToken, 'one')).rejects.toThrow('no database');
      await graceIsOver();
    }
    findById.mockRestore();
    const { refreshToken: next } = await tokens.refresh(refreshToken, 'one');
    await expect(tokens.refresh(next, 'one')).resolves.toBeDefined();
  });

  it('resets the idle timeout when it gives a successor again', async () => {
    const tokens = replica({ idleSeconds: 600 });
    const { refreshToken } = await signIn(tokens);
    await tokens.refresh(refreshToken, 'one');
    const [key = ''] = await redis.keys('*:family:*');
    await redis.pexpire(key, 1000);
    await tokens.refresh(refreshToken, 'one');
    expect(await redis.pttl(key)).toBeGreaterThan(590_000);
  });

  it('refuses a made-up token for a listed family, and leaves the family alone', async () => {
    const tokens = replica();
    const owned = await signIn(tokens);
    const [tag = '', familyId = '', rest = ''] = owned.refreshToken.split('.');
    // Well-formed, as one who has signed in and has read the source could make it.
    const forged = [
      `${tag}.${familyId}.${'c'.repeat(86)}`,
      `${tag}.${familyId}.${'c'.repeat(43)}`,
      `${tag}.${familyId}.${rest.slice(0, 40)}${rest[40] === 'A' ? 'B' : 'A'}${rest.slice(41)}`,
      RefreshToken.first('ada', familyId).toString(),
    ];
    for (const text of forged) {
      await expect(tokens.refresh(text, 'two')).rejects.toBeInstanceOf(RefreshRefusedError);
      await tokens.end(text);
      expect(revocations.isRevoked({ userId: 'ada', authenticatedAt: now(), familyId })).toBe(false);
    }
    await expect(tokens.refresh(owned.refreshToken, 'one')).resolves.toBeDefined();
  });

  it('is ended by a former token too, when its holder logs out', async () => {
    const tokens = replica();
    const first = await signIn(tokens);
    const { refreshToken } = await tokens.refresh(first.refreshToken, 'one');
    await tokens.end(first.refreshToken);
    await expect(tokens.refresh(refreshToken, 'one')).rejects.toBeInstanceOf(RefreshRefusedError);
  });

  it('begins no family when the access token would be too long', async () => {
    const roles = Array.from({ length: 300 }, (_, at) => `a-role-of-twenty-${at}`);
    const start = replica().start({ id: 'ada', roles }, now(), laptop);
    await expect(start).rejects.toBeInstanceOf(AccessTokenTooLongError);
    expect(await redis.dbsize()).toBe(0);
  });

  it('works with a connection that puts a prefix before its keys', async () => {
    const tokens = replica({}, server.connect({ keyPrefix: 'app:' }));
    const first = await signIn(tokens);
    const second = await signIn(tokens, phone);
    expect(await tokens.list('ada')).toHaveLength(2);
    await tokens.endAll('ada', second.refreshToken.split('.')[1]);
    expect(await tokens.list('ada')).toMatchObject([{ device: phone.device }]);
    await expect(tokens.refresh(first.refreshToken, 'one')).rejects.toBeInstanceOf(RefreshRefusedError);
    await tokens.endAll('ada');
    expect(await redis.keys('*')).toEqual([]);
  });

  it('bounds what a client that refreshes in a loop leaves in Redis', async () => {
    const tokens = replica({ graceSeconds: 30 });
    let { refreshToken } = await signIn(tokens);
    for (let turn = 0; turn < 100; turn += 1) ({ refreshToken } = await tokens.refresh(refreshToken, 'one'));
    const [key = ''] = await redis.keys('*:family:*');
    expect(await redis.hlen(key)).toBeLessThan(30);
  });

  it('ends an unused family after the idle time, and any after the absolute time', async () => {
    const tokens = replica({ idleSeconds: 600, absoluteSeconds: 1000 });
    const { refreshToken } = await signIn(tokens);
    const [key = ''] = await redis.keys('*:family:*');
    expect(await redis.pttl(key)).toBeGreaterThan(599_000 - 1000);
    expect(await redis.pttl(key)).toBeLessThanOrEqual(600_000);
    // As if it had begun 900 seconds ago: the absolute end comes before the idle one.
    await redis.hincrby(key, 'expiresAt', -900_000);
    await tokens.refresh(refreshToken, 'one');
    expect(await redis.pttl(key)).toBeLessThanOrEqual(100_000);
  });

  it('lists the families of a user, ends one, ends all but one, ends all', async () => {
    const tokens = replica();
    const first = await signIn(tokens, laptop);
    const second = await signIn(tokens, phone);
    const third = await signIn(tokens, phone);
    const idOf = (pair: { refreshToken: string }) => pair.refreshToken.split('.')[1] ?? '';
    const listed = await tokens.list('ada');
    expect(new Set(listed.map(({ id }) => id))).toEqual(new Set([first, second, third].map(idOf)));
    expect(listed.find(({ id }) => id === idOf(first))).toMatchObject({ ...laptop, userId: 'ada' });
    const familyId = idOf(first);
    expect(await tokens.endOne('eve', familyId)).toBe(false);
    expect(revocations.isRevoked({ userId: 'ada', authenticatedAt: now(), familyId })).toBe(false);
    expect(await tokens.endOne('ada', idOf(second))).toBe(true);
    await tokens.endAll('ada', idOf(third));
    expect((await tokens.list('ada')).map(({ id }) => id)).toEqual([idOf(third)]);
    await tokens.endAll('ada');
    expect(await tokens.list('ada')).toEqual([]);
    await expect(tokens.refresh(third.refreshToken, 'one')).rejects.toBeInstanceOf(RefreshRefusedError);
  });

  it('lets no refresh in flight survive the end of all', async () => {
    const replicas = [server.connect(), server.connect()].map((each) => replica({}, each));
    const [one, two] = replicas as [RefreshTokens, RefreshTokens];
    for (let round = 0; round < 30; round += 1) {
      const { refreshToken } = await signIn(one);
      const inFlight = one.refresh(refreshToken, 'one').catch(() => undefined);
      await two.endAll('ada');
      const successor = await inFlight;
      if (successor)
        await expect(one.refresh(successor.refreshToken, 'one')).rejects.toBeInstanceOf(RefreshRefusedError);
      expect(await redis.keys('*:family:*')).toEqual([]);
    }
  });

  it('refuses a family of before the user’s not-before time, and one of a removed user', async () => {
    const tokens = replica();
    const before = await signIn(tokens);
    users.change('ada', { notBefore: now() + 1 });
    await expect(tokens.refresh(before.refreshToken, 'one')).rejects.toBeInstanceOf(RefreshRefusedError);
    const later = await tokens.start({ id: 'ada', roles: [] }, now() + 2, laptop);
    users.accounts.clear();
    await expect(tokens.refresh(later.refreshToken, 'one')).rejects.toBeInstanceOf(RefreshRefusedError);
  });

  it('keeps nothing in Redis that could be presented', async () => {
    const tokens = replica();
    const first = await signIn(tokens);
    const second = await tokens.refresh(first.refreshToken, 'one');
    const [key = ''] = await redis.keys('*:family:*');
    const dump = JSON.stringify(await redis.hgetall(key));
    for (const { refreshToken, accessToken } of [first, second]) {
      expect(dump).not.toContain(refreshToken.split('.')[2]);
      expect(dump).not.toContain(accessToken);
    }
  });

  it('keeps the keys of one user in one Cluster slot', async () => {
    await signIn(replica());
    const tags = (await redis.keys('*')).map((key) => /\{(.+?)\}/.exec(key)?.[1]);
    expect(tags).toHaveLength(2);
    expect(new Set(tags).size).toBe(1);
  });

  it('says that it cannot tell while Redis is unavailable, and goes on with the same token afterwards', async () => {
    const away = await RedisServer.start();
    try {
      const tokens = replica({ graceSeconds: 60 }, away.connect({ commandTimeout: 200 }));
      let { refreshToken } = await signIn(tokens);
      away.freeze();
      // It may answer once more before it stops.
      const refreshOn = async () => {
        for (;;) ({ refreshToken } = await tokens.refresh(refreshToken, 'one'));
      };
      await expect(refreshOn()).rejects.toBeInstanceOf(RefreshUnavailableError);
      away.thaw();
      // It may have carried out what it was asked while frozen: then this is a repetition within the grace.
      const { refreshToken: next } = await tokens.refresh(refreshToken, 'one');
      expect(next).not.toBe(refreshToken);
      await expect(tokens.refresh(next, 'one')).resolves.toBeDefined();
      await away.kill();
      await expect(signIn(tokens)).rejects.toBeInstanceOf(RefreshUnavailableError);
      await expect(tokens.list('ada')).rejects.toBeInstanceOf(RefreshUnavailableError);
    } finally {
      await away.stop();
    }
  });
});
