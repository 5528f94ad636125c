import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect } from 'vitest';
import type { Cluster } from '../../lab/src/cluster/cluster.js';
import { bearerOf } from '../../lab/src/testing/bearer.js';
import { it } from '../../lab/src/testing/market.js';
import { Shopper } from '../../lab/src/testing/shopper.js';
import { Visitor } from '../../lab/src/client/visitor.js';
import { LookingCrowd } from './looking-crowd.js';

const PASSWORD = 'correct horse battery staple';
/** TEST_FULL=1 takes the long form. */
const ROUNDS = process.env['TEST_FULL'] === '1' ? 40 : 8;
const LONGEST_MS = 500;

/** One person with everything that can be signed in: an API client's token and a browser in two presets. */
class Person {
  readonly account = { email: `${crypto.randomUUID()}@example.com`, password: PASSWORD };
  id = '';
  bearer: Record<string, string> = {};
  readonly browsers: Shopper[] = [];

  static async signedIn(url: string): Promise<Person> {
    const person = new Person();
    const { account } = person;
    for (const mode of ['external', 'hybrid']) {
      const browser = await Shopper.in(mode, url);
      const answer =
        person.browsers.length === 0
          ? await browser.send('POST', '/api/auth/register', { ...account, name: 'Ada' })
          : await browser.send('POST', '/api/auth/login', account);
      expect(answer.ok).toBe(true);
      person.id = ((await answer.json()) as { id: string }).id;
      person.browsers.push(browser);
    }
    person.bearer = await bearerOf(url, account);
    return person;
  }

  /** The headers that a thief would send: what the person is recognised by, copied. */
  async credentials(url: string): Promise<Record<string, string>[]> {
    const cookies = await Promise.all(this.browsers.map(({ jar }) => jar.getCookieString(url)));
    return [this.bearer, ...cookies.map((cookie) => ({ cookie }))];
  }
}

describe('a login that is revoked on one replica', () => {
  let cluster: Cluster;
  let admin: Record<string, string>;
  let crowd: LookingCrowd;
  it.beforeAll(async ({ cluster: shared }) => {
    cluster = shared;
    admin = await bearerOf(cluster.url, cluster.admin);
    const lookers = await Promise.all(Array.from({ length: 20 }, () => Shopper.in('external', cluster.url)));
    for (const looker of lookers) expect((await looker.register()).status).toBe(201);
    crowd = new LookingCrowd(lookers, 100);
  });
  afterAll(() => crowd?.stop());

  /** How long, in ms, until every replica refuses these credentials. */
  async function untilRefused(headers: Record<string, string>, since: number): Promise<number> {
    const refused = cluster.replicas.map(async ({ url }) => {
      for (;;) {
        const response = await new Visitor(url).request('/api/auth/me', { headers });
        await response.arrayBuffer();
        if (response.status === 401) return performance.now() - since;
        expect(response.status).toBe(200);
        await delay(2);
      }
    });
    return Math.max(...(await Promise.all(refused)));
  }

  const acts: Record<string, (person: Person) => Promise<{ status: number }>> = {
    'logout-all': ({ browsers: [browser] }) => browser!.send('POST', '/api/auth/logout-all', {}),
    'a new password': ({ bearer }) =>
      new Visitor(cluster.url).send(
        'POST',
        '/api/auth/password',
        { current: PASSWORD, next: `${PASSWORD}!` },
        bearer,
      ),
    'a new role': ({ id }) =>
      new Visitor(cluster.url).send(
        'PUT',
        `/api/admin/users/${id}/roles`,
        { roles: ['customer', 'admin'] },
        admin,
      ),
    'an admin who ends it': ({ id }) =>
      new Visitor(cluster.url).send('DELETE', `/api/admin/users/${id}/sessions`, {}, admin),
  };

  it.each(Object.keys(acts))(
    `by %s is refused on every replica within ${LONGEST_MS} ms, under load`,
    async (act) => {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const person = await Person.signedIn(cluster.url);
        const stolen = await person.credentials(cluster.url);
        const { status } = await acts[act]!(person);
        expect([200, 204]).toContain(status);
        const since = performance.now();
        times.push(...(await Promise.all(stolen.map((headers) => untilRefused(headers, since)))));
      }
      const p99 = times.sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1]!;
      expect(p99).toBeLessThan(LONGEST_MS);
    },
  );

  it('by a logout is refused on every replica, and no other login of the account is', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const person = await Person.signedIn(cluster.url);
      const [bearer, external, hybrid] = await person.credentials(cluster.url);
      expect((await person.browsers[0]!.send('POST', '/api/auth/logout', {})).status).toBe(204);
      expect(await untilRefused(external!, performance.now())).toBeLessThan(LONGEST_MS);
      const out = await new Visitor(cluster.url).send('POST', '/api/auth/logout', {}, bearer!);
      expect(out.status).toBe(204);
      expect(await untilRefused(bearer!, performance.now())).toBeLessThan(LONGEST_MS);
      for (const { url } of cluster.replicas)
        expect((await new Visitor(url).request('/api/auth/me', { headers: hybrid! })).status).toBe(200);
    }
  });

  it('gets no more guesses by asking all of them: of 1,000 wrong passwords ten are tried', async () => {
    const person = await Person.signedIn(cluster.url);
    const attacker = new Visitor(cluster.crowd!, { 'x-forwarded-for': '203.0.113.66' });
    await attacker.setCookie(`lab_routing_${cluster.clusterId}`, 'any');
    const began = performance.now();
    const statuses: Record<number, number> = {};
    const replicas = new Set<string | null>();
    const guess = async () => {
      const { email } = person.account;
      const answer = await attacker.send('POST', '/api/auth/login', { email, password: crypto.randomUUID() });
      await answer.arrayBuffer();
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      replicas.add(answer.headers.get('x-served-by'));
    };
    for (let round = 0; round < 100; round++) await Promise.all(Array.from({ length: 10 }, guess));
    const windows = Math.floor((performance.now() - began) / 60_000) + 1;
    // The balancer answers some of them itself.
    expect(cluster.replicas.filter(({ id }) => replicas.has(id))).toHaveLength(3);
    expect((statuses[401] ?? 0) + (statuses[429] ?? 0)).toBe(1000);
    expect(statuses[401]).toBeLessThanOrEqual(10 * windows);
    const owner = new Visitor(cluster.crowd!, { 'x-forwarded-for': '198.51.100.7' });
    expect((await owner.send('POST', '/api/auth/login', person.account)).status).toBe(200);
  });
});
