import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCluster, type Cluster } from '../../lab/src/cluster/cluster.js';
import { Shopper } from '../../lab/src/testing/shopper.js';
import { Tab, type TabOptions } from '../../lab/src/client/tab.js';
import { Visitor } from '../../lab/src/client/visitor.js';
import { bearerOf } from '../../lab/src/testing/bearer.js';

const SKU = 'FRU-001';
const PASSWORD = 'correct horse battery staple';
const LONGEST_MS = 500;

describe('live updates of three replicas behind nginx', () => {
  let cluster: Cluster;
  let admin: Visitor;
  const tabs: Tab[] = [];
  const news: string[] = [];
  beforeAll(async () => {
    cluster = await startCluster({ onProgress: (line) => news.push(line) });
    admin = new Visitor(cluster.url, await bearerOf(cluster.url, cluster.admin));
  });
  afterEach(() => {
    for (const tab of tabs.splice(0)) tab.close();
  });
  afterAll(() => cluster?.stop());

  async function tab(visitor: Visitor, options?: TabOptions): Promise<Tab> {
    const opened = await Tab.welcome(visitor, options);
    tabs.push(opened);
    return opened;
  }

  /** Tabs through the balancer until there is one on each replica. */
  async function tabOnEach(visitor: Visitor): Promise<Map<string, Tab>> {
    const found = new Map<string, Tab>();
    for (let attempt = 0; found.size < cluster.replicas.length; attempt++) {
      expect(attempt).toBeLessThan(40);
      const opened = await tab(visitor);
      found.set(opened.welcomes[0]!.replica, opened);
    }
    return found;
  }

  /** One tab on each replica for each of these credentials, past the balancer. */
  function tabsWith(credentials: readonly Record<string, string>[]): Promise<Tab[]> {
    const options = credentials.map((headers) => ({ headers, reconnection: false }));
    return Promise.all(
      cluster.replicas.flatMap(({ url }) => options.map((option) => tab(new Visitor(url), option))),
    );
  }

  it.each(['external', 'stateless', 'postgres'])(
    '%s: a good added in one tab is seen in the others, on whichever replicas they are',
    async (state) => {
      const shopper = await Shopper.in(state, cluster.url);
      await shopper.add('FRU-002');
      const onEach = await tabOnEach(shopper);
      await shopper.add(SKU);
      for (const each of onEach.values()) {
        await each.until(() => each.messages('cart').length > 0);
        expect(each.messages('cart')).toEqual([{ version: 2 }]);
      }
    },
  );

  it('a change of stock shows on every replica', async () => {
    const onEach = await tabOnEach(await Shopper.in('external', cluster.url));
    const path = '/api/admin/products/FRU-003';
    expect((await admin.send('PATCH', path, { stock: 7 })).status).toBe(200);
    for (const each of onEach.values()) {
      await each.until(() => each.messages('stock').length > 0);
      expect(each.messages('stock')).toEqual([[{ sku: 'FRU-003', stock: 7 }]]);
    }
  });

  /** A person who is signed in with one browser in that state, and with another one and an API client. */
  async function person(state: string) {
    const account = { email: `${crypto.randomUUID()}@example.com`, password: PASSWORD, name: 'Ada' };
    const [browser, other] = [
      await Shopper.in(state, cluster.url),
      await Shopper.in('external', cluster.url),
    ];
    const { id } = (await (await browser.send('POST', '/api/auth/register', account)).json()) as {
      id: string;
    };
    await other.send('POST', '/api/auth/login', { email: account.email, password: PASSWORD });
    const client = new Visitor(cluster.url, await bearerOf(cluster.url, account));
    return { id, browser, other, client };
  }
  type Person = Awaited<ReturnType<typeof person>>;

  const cookieOf = async ({ jar }: Visitor) => ({ cookie: await jar.getCookieString(cluster.url) });

  const ofAll: Record<string, (person: Person) => Promise<{ status: number }>> = {
    'logout-all': ({ browser }) => browser.send('POST', '/api/auth/logout-all', {}),
    'an admin who ends them': ({ id }) => admin.send('DELETE', `/api/admin/users/${id}/sessions`, {}),
    'a new password': ({ browser }) =>
      browser.send('POST', '/api/auth/password', { current: PASSWORD, next: `${PASSWORD}!` }),
  };

  it.each(Object.keys(ofAll))(
    `by %s all sockets of the account close on every replica within ${LONGEST_MS} ms`,
    async (act) => {
      const someone = await person('external');
      const stateless = await Shopper.in('stateless', cluster.url);
      const stranger = await Shopper.in('external', cluster.url);
      await stranger.register();
      const { browser, other, client } = someone;
      const theirs = await tabsWith([await cookieOf(browser), await cookieOf(other), client.headers]);
      const strangers = await tabsWith([await cookieOf(stranger), await cookieOf(stateless)]);
      await closedWithin(theirs, () => ofAll[act]!(someone));
      for (const each of strangers) expect(each.endings).toEqual([]);
    },
  );

  it.each(['external', 'hybrid', 'stateless', 'memcached', 'postgres'])(
    `%s: by a logout the browser’s sockets close on every replica within ${LONGEST_MS} ms, and no others`,
    async (state) => {
      const { browser, other, client } = await person(state);
      const its = await tabsWith([await cookieOf(browser)]);
      const others = await tabsWith([await cookieOf(other), client.headers]);
      await closedWithin(its, () => browser.send('POST', '/api/auth/logout', {}));
      for (const each of others) expect(each.endings).toEqual([]);
    },
  );

  it(`a session that is ended from another device closes its sockets on every replica within ${LONGEST_MS} ms`, async () => {
    const { browser, other } = await person('external');
    const list = (await (await other.request('/api/auth/sessions')).json()) as {
      items: { id: string; kind: string; current: boolean }[];
    };
    const { id } = list.items.find(({ kind, current }) => kind === 'session' && !current)!;
    const [its, others] = [
      await tabsWith([await cookieOf(browser)]),
      await tabsWith([await cookieOf(other)]),
    ];
    await closedWithin(its, () => other.send('DELETE', `/api/auth/sessions/${id}`, {}));
    for (const each of others) expect(each.endings).toEqual([]);
  });

  async function closedWithin(closing: readonly Tab[], act: () => Promise<{ status: number }>) {
    const answer = await act();
    expect([200, 204]).toContain(answer.status);
    const since = performance.now();
    await Promise.all(closing.map((each) => each.until(() => each.endings.length > 0)));
    expect(performance.now() - since).toBeLessThan(LONGEST_MS);
    for (const each of closing) expect(each.endings).toEqual(['io server disconnect']);
  }

  it('a replica that is killed: its tab connects again elsewhere, and follows on', async () => {
    const shopper = await Shopper.in('external', cluster.url);
    await shopper.add('FRU-002');
    const lost = (await tabOnEach(shopper)).get('shop-2')!;
    cluster.kill('shop-2');
    await followsElsewhere(lost, shopper);
  });

  it('a replica that is told to stop ends its sockets, and is gone in good order', async () => {
    const shopper = await Shopper.in('external', cluster.url);
    await shopper.add('FRU-002');
    const { url } = cluster.replicas.find(({ id }) => id === 'shop-3')!;
    const through = await tabOn('shop-3', shopper);
    // Past the balancer, so that nothing but the replica can end it.
    const direct = await tab(new Visitor(url), { reconnection: false });
    cluster.kill('shop-3', 'SIGTERM');
    await direct.until(() => direct.endings.length > 0);
    expect(direct.endings).toEqual(['transport close']);
    await followsElsewhere(through, shopper);
    await vi.waitUntil(() => news.some((line) => line.startsWith('shop-3 ended')), { timeout: 10_000 });
    expect(news.find((line) => line.startsWith('shop-3 ended'))).toContain('exit code 0');
  });

  async function tabOn(replica: string, visitor: Visitor): Promise<Tab> {
    for (let attempt = 0; attempt < 40; attempt++) {
      const opened = await tab(visitor);
      if (opened.welcomes[0]!.replica === replica) return opened;
    }
    throw new Error(`No tab came to ${replica}.`);
  }

  async function followsElsewhere(lost: Tab, shopper: Shopper): Promise<void> {
    const { replica } = lost.welcomes[0]!;
    await lost.until(() => lost.welcomes.length > 1, 20_000);
    expect(lost.endings[0]).toMatch(/^transport (close|error)$/);
    const { follows, replica: elsewhere } = lost.welcomes.at(-1)!;
    expect(follows).toBe('session');
    expect(elsewhere).not.toBe(replica);
    const before = lost.messages('cart').length;
    await shopper.add(SKU);
    await lost.until(() => lost.messages('cart').length > before);
  }
});
