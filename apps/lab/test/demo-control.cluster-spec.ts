import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startCluster, type Cluster } from '../src/cluster/cluster.js';
import { serveControl } from '../src/control/control-server.js';
import { order } from '../src/control/order.js';
import { Shopper } from '../src/testing/shopper.js';

let directory: string;
let cluster: Cluster;
let close: () => Promise<void>;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'session-lab-control-'));
  cluster = await startCluster({ dataDirectory: directory, tls: true, replicas: 2 });
  close = await serveControl(directory, cluster);
});
afterAll(async () => {
  await close?.();
  await cluster?.stop();
  rmSync(directory, { recursive: true, force: true });
});

it('--tls: people shop over https, with cookies that are bound to this host and to TLS', async () => {
  expect(cluster.url).toMatch(/^https:/);
  for (const mode of ['sticky', 'external', 'stateless']) {
    const shopper = await Shopper.in(mode, cluster.urls);
    expect((await shopper.register()).status).toBe(201);
    expect((await shopper.add('DRI-001')).status).toBe(201);
    const replicas = new Set<string | null>();
    for (let request = 0; request < 8; request++) replicas.add(await shopper.servedBy('/api/cart'));
    expect(replicas.size).toBe(mode === 'sticky' ? 1 : 2);
    expect((await shopper.checkout()).status).toBe(201);
    const cookies = await shopper.jar.getCookies(cluster.url);
    expect(cookies.length).toBeGreaterThan(1);
    for (const { key, secure } of cookies) expect([key.slice(0, 7), secure]).toEqual(['__Host-', true]);
  }
});

it('--tls: plain http is sent on', async () => {
  const answer = await new Shopper(cluster.url.replace('https', 'http')).request('/products/apple-juice');
  expect([answer.status, answer.headers.get('location')]).toEqual([
    301,
    `${cluster.url}/products/apple-juice`,
  ]);
});

it('npm run demo -- scale: there are so many replicas, and the balancers send visitors to each', async () => {
  const shopper = await Shopper.in('external', cluster.urls);
  const seen = async () => {
    const replicas = new Set<string | null>();
    for (let request = 0; request < 12; request++) replicas.add(await shopper.servedBy('/api/cart'));
    return [...replicas].sort();
  };
  await order(directory, 'scale/3');
  await vi.waitFor(async () => expect(await seen()).toEqual(['shop-1', 'shop-2', 'shop-3']), {
    timeout: 3_000,
  });
  await order(directory, 'scale/2');
  expect(await seen()).toEqual(['shop-1', 'shop-2']);
});

it('npm run demo -- roll: every replica is another process', async () => {
  const before = cluster.replicas.map(({ pid }) => pid);
  await order(directory, 'roll');
  expect(cluster.replicas).toHaveLength(2);
  for (const { pid } of cluster.replicas) expect(before).not.toContain(pid);
});

it('says what can be ordered, and where no demo runs', async () => {
  await expect(order(directory, 'scale/33')).rejects.toThrow('scale with a count from 1 to 32');
  await expect(order(join(directory, 'elsewhere'), 'roll')).rejects.toThrow('No demo runs there');
});
