import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Visitor } from '../../lab/src/client/visitor.js';
import { PrismaService } from '../src/database/prisma.service.js';
import { generateAuthKey } from '../src/settings/generated-secrets.js';
import { STATES, type State } from '../src/settings/settings.schema.js';
import { PASSWORD, ShopApp } from './shop-app.js';

const SITUATIONS = ['mode lost', 'mode changed', 'browser restarted', 'cookies copied'] as const;
const ENDS = ['logout', 'logout everywhere', 'password change', 'admin end', 'role change'] as const;
type Situation = (typeof SITUATIONS)[number];
type End = (typeof ENDS)[number];

/** Replicas know each other's cookies and tokens. */
const SHARED_KEYS = {
  SESSION_KEYS: `one:${randomBytes(32).toString('base64')}`,
  AUTH_KEYS: JSON.stringify([generateAuthKey()]),
};

const DAY = Math.floor(Date.now() / 86_400_000);

/** Every pair of a state, a situation and an end; another third for each pair every day. TEST_FULL=1 takes all of them. */
const CELLS = STATES.flatMap((state, row) =>
  ENDS.flatMap((end, column) =>
    SITUATIONS.filter(
      (_, at) => process.env['TEST_FULL'] === '1' || at === (row + column + DAY) % SITUATIONS.length,
    ).map((situation): [State, Situation, End] => [state, situation, end]),
  ),
);

const other = (state: State): State => (state === 'redis' ? 'postgres' : 'redis');

/** What a thief could send: a copy of all cookies, or the access token among them as a Bearer token. */
interface Copy {
  readonly cookie?: string;
  readonly authorization?: string;
}

describe('a login on two replicas', () => {
  let home: ShopApp;
  let away: ShopApp;
  let admin: Record<string, string>;
  beforeAll(async () => {
    const mode = { LAB: 'on', SHOP_STATE: 'memory', SHOP_ROUTING: 'any' };
    const env = { ...mode, ...SHARED_KEYS, LIMIT_LOGINS: '100000' };
    home = await ShopApp.start(env);
    away = await ShopApp.start({ ...env, REPLICA_ID: 'shop-2' });
    const { email } = await home.customer();
    const prisma = home.app.get(PrismaService);
    await prisma.user.update({ where: { email }, data: { roles: ['admin'] } });
    admin = { authorization: (await tokensOf(email)).authorization };
  });
  afterAll(async () => {
    await home?.stop();
    await away?.stop();
  });

  async function tokensOf(email: string) {
    const answer = await home.visitor().send('POST', '/api/auth/token', { email, password: PASSWORD });
    const tokens = (await answer.json()) as { access_token: string; refresh_token: string };
    return { authorization: `Bearer ${tokens.access_token}`, refresh: tokens.refresh_token };
  }

  async function statusOf(url: string, headers: Copy, path = '/api/auth/me', body?: object) {
    const visitor = new Visitor(url, { ...headers });
    const answer = await (body
      ? visitor.send('POST', path, body)
      : visitor.request(path, { method: path === '/api/auth/me' ? 'GET' : 'POST' }));
    await answer.arrayBuffer();
    return answer.status;
  }

  async function copiesOf({ jar }: Visitor): Promise<Copy[]> {
    const cookie = await jar.getCookieString(home.url);
    const token = /(?:^|; )access_test=([^;]+)/.exec(cookie)?.[1];
    return [{ cookie }, ...(token ? [{ authorization: `Bearer ${token}` }] : [])];
  }

  /** The same browser at the other replica. */
  const moved = ({ jar }: Visitor) => Object.assign(away.visitor(), { jar });

  const choose = async (visitor: Visitor, state: State) =>
    expect((await visitor.send('PUT', '/api/lab/mode', { state })).status).toBe(200);

  async function signIn(state: State, email: string): Promise<Visitor> {
    const visitor = home.visitor();
    await choose(visitor, state);
    const answer = await visitor.send('POST', '/api/auth/login', { email, password: PASSWORD });
    expect(answer.status).toBe(200);
    return visitor;
  }

  /** What happens to the browser. @returns what a thief has of it afterwards */
  const happens: Record<Situation, (browser: Visitor, state: State) => Promise<Copy[]>> = {
    'mode lost': async (browser) => {
      const copies = await copiesOf(browser);
      await browser.setCookie('lab_state_test', '');
      return copies;
    },
    'mode changed': async (browser, state) => {
      const before = await copiesOf(browser);
      await choose(browser, other(state));
      return [...before, ...(await copiesOf(browser))];
    },
    'browser restarted': async (browser) => {
      const copies = await copiesOf(browser);
      for (const cookie of await browser.jar.getCookies(home.url))
        if (!cookie.isPersistent()) await browser.setCookie(cookie.key, '');
      return copies;
    },
    'cookies copied': async (browser, state) => {
      const thief = Object.assign(home.visitor(), { jar: await browser.jar.clone() });
      await choose(thief, other(state));
      expect(await statusOf(home.url, { cookie: await thief.jar.getCookieString(home.url) })).toBe(200);
      return [...(await copiesOf(browser)), ...(await copiesOf(thief))];
    },
  };

  /** How the login ends, by a request to the other replica. @returns whether the user's other devices stay signed in */
  const ends: Record<End, (browser: Visitor, device: Visitor, id: string) => Promise<boolean>> = {
    logout: async (browser) => {
      expect((await moved(browser).send('POST', '/api/auth/logout', {})).status).toBe(204);
      return true;
    },
    'logout everywhere': async (_browser, device) => {
      expect((await device.send('POST', '/api/auth/logout-all', {})).status).toBe(204);
      return false;
    },
    'password change': async (_browser, device) => {
      const change = { current: PASSWORD, next: `${PASSWORD}!` };
      expect((await device.send('POST', '/api/auth/password', change)).status).toBe(204);
      expect(await statusOf(home.url, { cookie: await device.jar.getCookieString(home.url) })).toBe(200);
      return false;
    },
    'admin end': async (_browser, _device, id) => {
      const answer = await away
        .visitor(admin)
        .request(`/api/admin/users/${id}/sessions`, { method: 'DELETE' });
      expect(answer.status).toBe(204);
      return false;
    },
    'role change': async (_browser, _device, id) => {
      const answer = await away
        .visitor(admin)
        .send('PUT', `/api/admin/users/${id}/roles`, { roles: ['admin'] });
      expect(answer.status).toBe(200);
      return false;
    },
  };

  it.each(CELLS)('in %s, %s: %s leaves no cookie and no token', async (state, situation, end) => {
    const { email } = await home.customer();
    const browser = await signIn(state, email);
    const device = await signIn(state, email);
    const client = await tokensOf(email);
    const { id } = (await (await device.request('/api/auth/me')).json()) as { id: string };
    const devices: Copy[] = [...(await copiesOf(device)), { authorization: client.authorization }];

    const copies = await happens[situation](browser, state);
    const othersStay = await ends[end](browser, device, id);

    const dead = [...copies, ...(othersStay ? [] : devices)];
    if (end === 'logout') dead.push(...(await copiesOf(browser)));
    for (const { url } of [home, away])
      for (const copy of dead) {
        await vi.waitFor(async () => expect(await statusOf(url, copy)).toBe(401), 20_000);
        if (copy.cookie) expect(await statusOf(url, copy, '/api/auth/refresh')).toBe(401);
      }
    // Refresh tokens rotate: asked for last, and once.
    const refreshed = await statusOf(away.url, {}, '/api/auth/refresh', { refresh_token: client.refresh });
    expect(refreshed).toBe(othersStay ? 200 : 401);
    if (othersStay) for (const copy of devices) expect(await statusOf(home.url, copy)).toBe(200);
  });
});
