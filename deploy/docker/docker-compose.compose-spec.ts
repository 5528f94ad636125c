import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chooseRouting } from '../../apps/lab/src/experiments/choose-routing.js';
import { Shopper } from '../../apps/lab/src/testing/shopper.js';
import { Composition } from './composition.js';

interface Published {
  Service: string;
  Publishers: { URL: string; PublishedPort: number }[];
}

describe('docker compose up', () => {
  let composition: Composition;
  beforeAll(async () => {
    composition = await Composition.up();
  });
  afterAll(() => composition?.down());

  const url = () => composition.urls[0];
  const replicasSeen = async (shopper: Shopper, requests = 12) => {
    const seen = new Set<string | null>();
    for (let request = 0; request < requests; request++) seen.add(await shopper.servedBy('/api/cart'));
    return seen;
  };

  it.each(['sticky', 'external', 'stateless', 'hybrid', 'memcached', 'postgres'])(
    '%s: register, fill a cart, check out, see the order',
    async (mode) => {
      const shopper = await Shopper.in(mode, url());
      expect((await shopper.register()).status).toBe(201);
      expect((await shopper.add('DRI-001')).status).toBe(201);
      expect((await shopper.add('FRU-001')).status).toBe(201);
      expect((await replicasSeen(shopper)).size === 1).toBe(mode === 'sticky' || mode === 'hybrid');
      const answer = await shopper.checkout();
      expect(answer.status).toBe(201);
      const { id } = (await answer.json()) as { id: string };
      expect(await shopper.orders()).toEqual([id]);
      expect((await shopper.cart()).items).toEqual([]);
    },
  );

  it('publishes the two balancers, on loopback, and nothing else', async () => {
    const lines = (await composition.compose('ps', '--format', 'json')).split('\n');
    const published = lines
      .map((line) => JSON.parse(line) as Published)
      .flatMap(({ Service, Publishers }) =>
        Publishers.filter(({ PublishedPort }) => PublishedPort > 0).map(({ URL }) => `${Service} ${URL}`),
      );
    expect(published.sort()).toEqual(['balancer-1 127.0.0.1', 'balancer-2 127.0.0.1']);
  });

  it('has a Redis that answers nobody without a password, and lets the shop delete no more than its own keys', async () => {
    const redis = (...command: string[]) => composition.compose('exec', '-T', 'redis', ...command);
    expect(await redis('redis-cli', 'dbsize')).toMatch(/^NOAUTH /);
    expect(await redis('sh', '/deploy/redis/cli.sh', 'ping')).toBe('PONG');
    for (const command of ['flushall', 'keys *', 'config get *', 'acl list', 'client list', 'shutdown'])
      expect(
        await redis('sh', '/deploy/redis/cli.sh', 'acl', 'dryrun', 'shop', ...command.split(' ')),
      ).toMatch(/^User shop has no permissions/);
  });

  it('has an image of the shop that adds 30 MB at most to that of Node', async () => {
    const run = ['run', '--rm', '--entrypoint', 'du', 'session-lab-shop', '-sk', '/app'];
    const [, kilobytes] = /^(\d+)/.exec(await composition.docker(...run))!;
    expect(Number(kilobytes)).toBeLessThanOrEqual(30_000);
  });

  it('has balancers that agree on where a visitor belongs', async () => {
    const shopper = await Shopper.in('sticky', url());
    const replica = await shopper.servedBy('/api/cart');
    const there = await shopper.request(`${composition.urls[1]}/api/cart`);
    expect(there.headers.get('x-served-by')).toBe(replica);
  });

  it.each(['cookie', 'url', 'ip'] as const)('%s: nobody moves while nothing changes', async (routing) => {
    const replicas = new Set<string | null>();
    for (let visitor = 0; visitor < 20; visitor++) {
      const shopper = new Shopper(url());
      const prefix = await chooseRouting(shopper, routing);
      const home = await shopper.servedBy(`${prefix}/api/cart`);
      for (let request = 0; request < 9; request++)
        expect(await shopper.servedBy(`${prefix}/api/cart`)).toBe(home);
      replicas.add(home);
    }
    // All of them have one address here.
    expect(replicas.size).toBe(routing === 'ip' ? 1 : 3);
  });

  it('makes one order of a checkout sent three times at once, while a replica is killed', async () => {
    const shopper = await Shopper.in('external', composition.urls);
    expect((await shopper.register()).status).toBe(201);
    expect((await shopper.add('DRI-001')).status).toBe(201);
    const victim = (await shopper.servedBy('/api/cart'))!;
    const key = crypto.randomUUID();
    const [answers] = await Promise.all([
      Promise.all(Array.from({ length: 3 }, () => shopper.checkout(key))),
      composition.docker('kill', victim),
    ]);
    const orders = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { id: string }).id),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await shopper.orders()).toEqual([...new Set(orders)]);
    await composition.docker('start', victim);
    await vi.waitFor(async () => expect(await replicasSeen(shopper)).toContain(victim), {
      timeout: 30_000,
      interval: 200,
    });
  });

  it('loses no cart in external where a replica is killed, and moves a visitor in sticky', async () => {
    const external = await Shopper.in('external', url());
    const sticky = await Shopper.in('sticky', url());
    expect((await external.add('DRI-001')).status).toBe(201);
    expect((await sticky.add('DRI-001')).status).toBe(201);
    // A replica is named after its container.
    const victim = (await sticky.servedBy('/api/cart'))!;
    await composition.docker('kill', victim);
    for (let request = 0; request < 9; request++) expect((await external.cart()).items).toHaveLength(1);
    expect((await sticky.cart()).items).toEqual([]);
    expect((await sticky.add('DRI-001')).status).toBe(201);
    const refuge = await sticky.servedBy('/api/cart');
    await composition.docker('start', victim);
    await vi.waitFor(async () => expect(await replicasSeen(external)).toContain(victim), {
      timeout: 30_000,
      interval: 200,
    });
    expect(await sticky.servedBy('/api/cart')).toBe(refuge);
    expect((await sticky.cart()).items).toHaveLength(1);
  });

  it('roll.sh replaces every replica, while people look, and no GET fails', async () => {
    const containers = async () => (await composition.compose('ps', '--quiet', 'shop')).split('\n').sort();
    const before = await containers();
    const shopper = await Shopper.in('external', composition.urls);
    expect((await shopper.add('DRI-001')).status).toBe(201);
    const failures: unknown[] = [];
    let [looks, stopped] = [0, false];
    const looking = (async () => {
      for (; !stopped; looks++) {
        const { items } = await shopper
          .cart()
          .catch((error: unknown) => (failures.push(error), { items: [] }));
        if (items.length !== 1) failures.push(items);
      }
    })();
    await composition.script('deploy/docker/roll.sh');
    stopped = true;
    await looking;
    expect(looks).toBeGreaterThan(100);
    expect(failures).toEqual([]);
    const after = await containers();
    expect(after).toHaveLength(3);
    for (const container of after) expect(before).not.toContain(container);
  }, 180_000);

  it('passes one balancer over that is gone, and nobody changes replica', async () => {
    const shopper = await Shopper.in('sticky', composition.urls);
    const replica = await shopper.servedBy('/api/cart');
    await composition.compose('stop', 'balancer-1');
    for (let request = 0; request < 9; request++) expect(await shopper.servedBy('/api/cart')).toBe(replica);
    await composition.compose('up', '--wait', '--no-recreate', 'balancer-1');
  }, 60_000);

  it('follows --scale', async () => {
    const shopper = await Shopper.in('external', url());
    await composition.compose('up', '--wait', '--no-recreate', '--scale', 'shop=4', 'shop');
    await vi.waitFor(async () => expect((await replicasSeen(shopper)).size).toBe(4), { timeout: 3_000 });
    await composition.compose('up', '--wait', '--no-recreate', '--scale', 'shop=3', 'shop');
    await vi.waitFor(async () => expect((await replicasSeen(shopper)).size).toBe(3), { timeout: 3_000 });
  });

  it.each(['redis', 'postgres'])('keeps carts and orders when %s restarts', async (store) => {
    const shopper = await Shopper.in('external', url());
    expect((await shopper.register()).status).toBe(201);
    expect((await shopper.add('FRU-001')).status).toBe(201);
    const order = (await (await shopper.checkout()).json()) as { id: string };
    expect((await shopper.add('DRI-001')).status).toBe(201);
    await composition.compose('restart', store);
    await vi.waitFor(
      async () => {
        expect((await shopper.cart()).items).toHaveLength(1);
        expect(await shopper.orders()).toEqual([order.id]);
      },
      { timeout: 10_000, interval: 200 },
    );
  });
});
