import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProcessLedger } from '../../../apps/lab/src/processes/process-ledger.js';
import { startRedis } from '../../../apps/lab/src/services/redis.js';
import type { Service } from '../../../apps/lab/src/services/service.js';
import { Shopper } from '../../../apps/lab/src/testing/shopper.js';
import { ShopApp } from '../../../apps/shop/test/shop-app.js';
import { exposedSeries, type ExposedSeries } from './exposed-series.js';
import { alertQueries, dashboardQueries, toQuery, type Query } from './queried-series.js';

/** What Prometheus adds itself: it is in no answer of the shop. */
const BY_PROMETHEUS = new Set(['up']);

/** What a query asks for and no replica tells. */
function missing({ where, series, grouping }: Query, exposed: readonly ExposedSeries[]): string[] {
  return series
    .filter(({ name }) => !BY_PROMETHEUS.has(name))
    .filter(
      ({ name, matchers }) =>
        !exposed.some(
          (sample) =>
            sample.name === name &&
            matchers.every(({ label, matches }) => matches(sample.labels.get(label) ?? '')) &&
            grouping.every((label) => sample.labels.has(label)),
        ),
    )
    .map(({ text }) => `${where}: ${text}${grouping.length > 0 ? ` by ${grouping.join(', ')}` : ''}`);
}

describe('the queries of the dashboard and of the alerts', () => {
  let exposed: ExposedSeries[];
  let shop: ShopApp;
  let redis: Service;
  const directory = mkdtempSync(join(tmpdir(), 'observed-'));

  beforeAll(async () => {
    redis = await startRedis({ directory, ledger: new ProcessLedger(directory) });
    shop = await ShopApp.start({ LAB: 'on', REDIS_URL: redis.url });
    for (const mode of ['sticky', 'external', 'stateless', 'hybrid', 'postgres']) {
      const shopper = await Shopper.in(mode, shop.url);
      expect((await shopper.register()).status).toBe(201);
      expect((await shopper.add('DRI-001')).status).toBe(201);
      expect((await shopper.checkout()).status).toBe(201);
      expect((await shopper.request('/api/products/no-such-good')).status).toBe(404);
    }
    const stranded = await Shopper.in('external', shop.url);
    await stranded.add('DRI-001');
    await redis.stop();
    expect((await stranded.request('/api/cart')).status).toBe(503);
    exposed = exposedSeries(await (await shop.visitor().request('/metrics')).text());
  });
  afterAll(async () => {
    await shop?.stop();
    await redis?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('name nothing that a shop which had visitors does not tell', () => {
    const queries = [...dashboardQueries(), ...alertQueries()];
    expect(queries.length).toBeGreaterThan(40);
    expect(queries.flatMap((query) => missing(query, exposed))).toEqual([]);
  });

  it.each([
    'sum(rate(http_request_total[1m]))',
    'rate(http_requests_total{status="6xx"}[1m])',
    'sum by (tenant) (session_store_breaker_open)',
  ])('would be found out: %s', (expression) => {
    expect(missing(toQuery('made up', expression), exposed)).toHaveLength(1);
  });

  it('are PromQL, or the test says where they are not', () => {
    expect(() => toQuery('made up', 'sum(rate(x[1m])')).toThrow('made up');
  });

  it('count what happened, under labels that visitors cannot make up', () => {
    const values = (name: string, label: string) =>
      new Set(exposed.filter((sample) => sample.name === name).map(({ labels }) => labels.get(label)));
    expect(values('http_requests_total', 'state')).toEqual(
      new Set(['memory', 'redis', 'token', 'near', 'postgres']),
    );
    expect(values('http_requests_total', 'routing')).toEqual(new Set(['cookie', 'any']));
    expect(values('access_tokens_total', 'outcome')).toEqual(
      new Set(['verified', 'remembered', 'refused', 'revoked']),
    );
    expect(values('http_requests_total', 'route')).toContain('/api/products/:slug');
    expect([...values('http_requests_total', 'route')].join()).not.toContain('no-such-good');
  });
});
