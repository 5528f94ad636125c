import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../apps/lab/src/processes/ports.js';
import { Shopper } from '../apps/lab/src/testing/shopper.js';
import { FreshCheckout } from './fresh-checkout.js';

/** The commands of the documents as a reader runs them, each bounded: minutes, so by TEST_FULL=1. See documents.spec.ts. */
describe.runIf(process.env['TEST_FULL'] === '1')('the commands of the documents', () => {
  let checkout: FreshCheckout;
  beforeAll(() => {
    checkout = new FreshCheckout();
  });
  afterAll(() => checkout?.remove());

  it('demo: people shop; roll, scale and redis stop are obeyed; Ctrl-C leaves nothing', async () => {
    const port = String(await freePort());
    const demo = checkout.start('demo', ['--port', port]);
    const [, url] = /ready (\S+)/.exec(await demo.said(/ready \S+/))!;
    const shopper = new Shopper(url!);
    expect((await shopper.add('DRI-001')).status).toBe(201);
    for (const order of [['roll'], ['scale', '2'], ['redis', 'stop'], ['redis', 'start']])
      expect(await checkout.run('demo', [...order, '--port', port])).toContain('done');
    const report = join(checkout.directory, '.data', port, 'cluster.json');
    const { replicas, balancers } = JSON.parse(readFileSync(report, 'utf8')) as {
      [what in 'replicas' | 'balancers']: { pid: number }[];
    };
    expect(replicas).toHaveLength(2);
    expect(await demo.stop()).toBe(0);
    for (const { pid } of [...replicas, ...balancers]) expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  it('demo -- --tls', async () => {
    const demo = checkout.start('demo', ['--port', String(await freePort()), '--tls', '--replicas', '2']);
    const [, url] = /ready (https:\S+)/.exec(await demo.said(/ready \S+/))!;
    expect((await new Shopper(url!).add('DRI-001')).status).toBe(201);
    expect(await demo.stop()).toBe(0);
  });

  it('dev: the shop and its pages', async () => {
    const dev = checkout.start('dev');
    const [url] = await Promise.all([dev.said(/http:\/\/localhost:\d+/), dev.said(/Found 0 errors/)]);
    expect(await (await fetch(url)).text()).toContain('/src/main.tsx');
    expect(await dev.stop()).toBe(0);
  });

  it('lab: an experiment by its options, and the page of trade-offs', async () => {
    const args = ['--short', '--routing', 'url', '--seconds', '2', '--json', '.data/found.json'];
    expect(await checkout.run('lab', ['continuity', ...args])).toContain('verdicts hold');
    expect(existsSync(join(checkout.directory, '.data/found.json'))).toBe(true);
    expect(await checkout.run('lab', ['--help'])).toContain('continuity');
  });

  it.each([
    // What two requests of one browser lose of a session, and bring back of it.
    ['session', /\| write \| redis \|.*\| 0 of 200 \| 0 of 200 \|\n[^]*\| goal/],
    ['auth', /\| goal/],
  ])('bench -- %s', { timeout: 300_000 }, async (name, says) => {
    expect(await checkout.run('bench', [name, '--rounds', '1', '--requests', '50'])).toMatch(says);
  });

  it('soak', { timeout: 180_000 }, async () => {
    expect(await checkout.run('soak', ['--minutes', '0.5', '--rate', '20'])).toContain(
      'no order is there twice',
    );
  });

  it('soak -- --faults checkout', { timeout: 600_000 }, async () => {
    const args = ['--faults', 'checkout', '--kills', '10', '--pauses', '4'];
    expect(await checkout.run('soak', args)).toContain('holds  at most one order for a cart');
  });

  it('workshop: start, check, hint, diff, reset', async () => {
    expect(await checkout.run('workshop', ['start', '1'])).toContain('app.ts');
    expect(await checkout.run('workshop', ['check', '1'], 1)).toContain('who-am-i');
    const solution = join(checkout.directory, 'workshop/01-who-am-i/solution');
    cpSync(solution, join(checkout.directory, 'workshop/work/01'), { recursive: true });
    expect(await checkout.run('workshop', ['check', '1'])).toContain('✓');
    for (const command of ['hint', 'diff', 'reset']) await checkout.run('workshop', [command, '1']);
    expect(await checkout.run('workshop')).toContain('who-am-i');
  });
});
