import { KeyRing } from '@app/auth';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visitor } from '../../lab/src/client/visitor.js';
import { PrismaService } from '../src/database/prisma.service.js';
import { PASSWORD, ShopApp } from './shop-app.js';

interface Tokens {
  access_token: string;
  refresh_token: string;
  token_type: string;
  expires_in: number;
}

interface Listed {
  items: { id: string; kind: string; device: string; replica: string | null; current: boolean }[];
}

describe('tokens and sessions of an account', () => {
  let shop: ShopApp;

  beforeAll(async () => {
    shop = await ShopApp.start({ LAB: 'off', SHOP_STATE: 'token', SHOP_ROUTING: 'any' });
  });
  afterAll(() => shop.stop());

  async function tokensOf(email: string): Promise<Tokens> {
    const answer = await shop.visitor({ 'user-agent': 'curl/8.5' }).send('POST', '/api/auth/token', {
      email,
      password: PASSWORD,
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Tokens;
  }
  const bearer = ({ access_token }: Tokens): Visitor =>
    shop.visitor({ authorization: `Bearer ${access_token}` });
  const me = async (visitor: Visitor) => (await visitor.request('/api/auth/me')).status;
  const refresh = (refresh_token: string) =>
    shop.visitor().send('POST', '/api/auth/refresh', { refresh_token });

  it('gives an API client tokens that are taken everywhere, and that anyone can check by the JWKS', async () => {
    const { email } = await shop.customer();
    const tokens = await tokensOf(email);
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 300 });
    expect(await me(bearer(tokens))).toBe(200);
    const jwks = (await (await shop.visitor().request('/.well-known/jwks.json')).json()) as JSONWebKeySet;
    expect(JSON.stringify(jwks)).not.toContain('"d"');
    const { protectedHeader } = await jwtVerify(tokens.access_token, createLocalJWKSet(jwks));
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' });
  });

  it('takes no token that it signed for another cluster', async () => {
    const { email } = await shop.customer();
    const claims = decodeJwt((await tokensOf(email)).access_token);
    expect(claims).toMatchObject({ iss: 'urn:session-lab:test', aud: 'urn:session-lab:test:shop' });
    const { kid, key } = shop.app.get(KeyRing).signing;
    const sign = (changes: object) =>
      new SignJWT({ ...claims, ...changes })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
        .sign(key);
    const statusOf = async (access_token: string) => me(bearer({ access_token } as Tokens));
    expect(await statusOf(await sign({}))).toBe(200);
    expect(await statusOf(await sign({ iss: 'urn:session-lab:other' }))).toBe(401);
    expect(await statusOf(await sign({ aud: 'urn:session-lab:other:shop' }))).toBe(401);
  });

  it('takes no token from a URL', async () => {
    const { email } = await shop.customer();
    const { access_token, refresh_token } = await tokensOf(email);
    const query = new URLSearchParams({ access_token, token: access_token, refresh_token }).toString();
    expect(await me(bearer({ access_token } as Tokens))).toBe(200);
    expect((await shop.visitor().request(`/api/auth/me?${query}`)).status).toBe(401);
    const refreshed = await shop.visitor().request(`/api/auth/refresh?${query}`, { method: 'POST' });
    expect(refreshed.status).toBe(401);
  });

  it('refreshes by body, refuses what is none, and never takes one token for the other', async () => {
    const { email } = await shop.customer();
    const tokens = await tokensOf(email);
    const refreshed = (await (await refresh(tokens.refresh_token)).json()) as Tokens;
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
    expect(await me(bearer(refreshed))).toBe(200);
    const again = (await (await refresh(tokens.refresh_token)).json()) as Tokens;
    expect(again.refresh_token).toBe(refreshed.refresh_token);
    expect((await refresh(tokens.access_token)).status).toBe(401);
    expect((await refresh('junk')).status).toBe(401);
    expect(await me(shop.visitor({ authorization: `Bearer ${refreshed.refresh_token}` }))).toBe(401);
  });

  it('names the scheme that is taken in every 401 (RFC 9110 section 15.5.2)', async () => {
    const wrong = { email: 'nobody@example.com', password: PASSWORD };
    const refused = [
      await shop.visitor().send('POST', '/api/auth/login', wrong),
      await shop.visitor().send('POST', '/api/auth/token', wrong),
      await refresh('junk'),
      await shop.visitor().request('/api/auth/refresh', { method: 'POST' }),
      await shop.visitor().request('/api/auth/me'),
    ];
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect(refused.map(({ headers }) => headers.get('www-authenticate'))).toEqual(Array(5).fill('Bearer'));
  });

  it('refreshes by cookie, with both cookies new, and from five tabs at once with one successor', async () => {
    const visitor = await shop.customer();
    const before = await visitor.cookie('refresh_test');
    const cookie = await visitor.jar.getCookieString(visitor.url);
    const tabs = await Promise.all(
      Array.from({ length: 5 }, () =>
        shop.visitor().request('/api/auth/refresh', { method: 'POST', headers: { cookie } }),
      ),
    );
    expect(tabs.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const successors = tabs.map(
      (tab) =>
        tab.headers
          .getSetCookie()
          .find((line) => line.startsWith('refresh_test='))
          ?.split(';')[0],
    );
    expect(new Set(successors).size).toBe(1);
    expect(successors[0]).not.toBe(`refresh_test=${before}`);
    expect(
      tabs.every((tab) => tab.headers.getSetCookie().some((line) => line.startsWith('access_test='))),
    ).toBe(true);
  });

  it('answers a browser without a live token 401, and the page refreshes', async () => {
    const visitor = await shop.customer();
    await visitor.setCookie('access_test', '');
    expect(await me(visitor)).toBe(401);
    expect((await visitor.request('/api/auth/refresh', { method: 'POST' })).status).toBe(200);
    expect(await me(visitor)).toBe(200);
  });

  it('refuses a junk Bearer beside good cookies, on public routes too', async () => {
    const visitor = await shop.customer();
    for (const path of ['/api/auth/me', '/api/products', '/api/cart']) {
      const answer = await visitor.request(path, { headers: { authorization: 'Bearer junk' } });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
  });

  it('lists where a user is signed in, ends one, and hides those of others', async () => {
    const visitor = await shop.customer();
    const tokens = await tokensOf(visitor.email);
    const listed = (await (await visitor.request('/api/auth/sessions')).json()) as Listed;
    expect(listed.items).toHaveLength(2);
    expect(listed.items.filter(({ current }) => current)).toHaveLength(1);
    const client = listed.items.find(({ current }) => !current);
    expect(client).toMatchObject({ kind: 'token', replica: 'shop-1', device: 'curl' });
    const end = (as: Visitor) => as.request(`/api/auth/sessions/${client?.id}`, { method: 'DELETE' });
    expect((await end(await shop.customer())).status).toBe(404);
    expect(await me(bearer(tokens))).toBe(200);
    expect((await end(visitor)).status).toBe(204);
    expect(await me(bearer(tokens))).toBe(401);
    expect((await refresh(tokens.refresh_token)).status).toBe(401);
    expect((await end(visitor)).status).toBe(404);
    expect(await me(visitor)).toBe(200);
  });

  it('signs an API client out by its token', async () => {
    const { email } = await shop.customer();
    const tokens = await tokensOf(email);
    expect((await bearer(tokens).request('/api/auth/logout', { method: 'POST' })).status).toBe(204);
    expect(await me(bearer(tokens))).toBe(401);
    expect((await refresh(tokens.refresh_token)).status).toBe(401);
  });

  it('lets an administrator alone end a user’s sessions', async () => {
    const [visitor, admin] = [await shop.customer(), await shop.customer()];
    const { id } = (await (await visitor.request('/api/auth/me')).json()) as { id: string };
    const end = (as: Visitor, user = id) =>
      as.request(`/api/admin/users/${user}/sessions`, { method: 'DELETE' });
    expect((await end(shop.visitor())).status).toBe(401);
    expect((await end(admin)).status).toBe(403);
    await shop.app
      .get(PrismaService)
      .user.update({ where: { email: admin.email }, data: { roles: ['admin'] } });
    await admin.request('/api/auth/refresh', { method: 'POST' });
    expect((await end(admin, crypto.randomUUID())).status).toBe(404);
    expect((await end(admin, 'nobody')).status).toBe(400);
    expect((await end(admin)).status).toBe(204);
    expect(await me(visitor)).toBe(401);
    expect(await me(admin)).toBe(200);
  });
});
