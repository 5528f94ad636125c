import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Crowd } from './crowd.js';
import { CrowdVisitor } from './crowd-visitor.js';

/** As much of a shop as a crowd meets: carts by cookie, in the memory of whichever of its replicas is asked. */
class SmallShop {
  /** What came, in order of arrival, but for what differs from run to run. */
  readonly requests: string[] = [];
  readonly addresses = new Set<string>();
  stallMs = 0;
  /** So many checkouts or registrations from now on get no good answer, though they are done. */
  unanswered = 0;
  /** Keys of the checkouts that came. */
  readonly checkouts: unknown[] = [];
  readonly #carts: Map<string, Map<string, number>>[];
  readonly #server: Server;
  #turn = 0;
  #account: Map<string, number> | undefined;
  #sessions = 0;

  constructor(replicas: number) {
    this.#carts = Array.from({ length: replicas }, () => new Map());
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    const body = await text(request);
    this.requests.push(`${method} ${url} ${url.includes('register') ? '' : body}`);
    this.addresses.add(String(request.headers['x-forwarded-for']));
    await delay(this.stallMs);
    const replica = this.#turn++ % this.#carts.length;
    response.setHeader('X-Served-By', `shop-${replica + 1}`);
    const carts = this.#carts[replica]!;
    let session = /session=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
    if (url === '/api/checkout') {
      this.checkouts.push(request.headers['idempotency-key']);
      response.statusCode = this.unanswered-- > 0 ? 504 : 201;
      carts.get(session)?.clear();
    }
    if (url === '/api/auth/register' && this.unanswered-- > 0) {
      // Done, but nobody is told of the new session: the account has the cart.
      this.#account = carts.get(session);
      carts.delete(session);
      response.statusCode = 504;
    } else if (url === '/api/auth/register' && this.#account) response.statusCode = 409;
    if (url === '/api/auth/login') {
      carts.set('s0', this.#account!);
      response.setHeader('Set-Cookie', 'session=s0; Path=/');
    }
    if (!url.startsWith('/api/cart')) return void response.end('{}');
    if (method === 'POST') {
      if (!carts.has(session)) {
        session = `s${++this.#sessions}`;
        carts.set(session, new Map());
        response.setHeader('Set-Cookie', `session=${session}; Path=/`);
      }
      const { sku } = JSON.parse(body) as { sku: string };
      carts.get(session)!.set(sku, (carts.get(session)!.get(sku) ?? 0) + 1);
      response.statusCode = 201;
    }
    const items = [...(carts.get(session) ?? [])].map(([sku, quantity]) => ({ sku, quantity }));
    response.end(JSON.stringify({ items }));
  }
}

const options = { mode: { routing: 'any', state: 'memory' }, seed: 3, signedIn: 0 } as const;

describe('a crowd', () => {
  let shop: SmallShop;
  afterEach(() => shop.close());

  async function run(replicas: number, changes: { visitors?: number; oneAddress?: boolean } = {}) {
    shop = new SmallShop(replicas);
    const crowd = new Crowd(await shop.open(), {
      ...options,
      visitors: 10,
      rate: 200,
      seconds: 1,
      ...changes,
    });
    await crowd.start();
    await crowd.ended();
    return { crowd, met: crowd.snapshot() };
  }

  it('sends the same requests for the same seed', async () => {
    const { crowd, met } = await run(1);
    const first = shop.requests.toSorted();
    shop.close();
    await run(1);
    expect(shop.requests.toSorted()).toEqual(first);
    expect(met.requests).toBeGreaterThan(100);
    expect(met.requests).toBe(first.length - 2 * crowd.options.visitors);
  });

  it('misses nothing where nothing is lost, and notices where the next replica knows nothing of a cart', async () => {
    const good = (await run(1)).met;
    expect(good.byStatus[200]! + good.byStatus[201]!).toBe(good.requests);
    expect(good).toMatchObject({ failed: 0, cartsLost: 0, visitorsWithLoss: 0, visitors: 10 });
    expect(good.byReplica).toEqual({ 'shop-1': good.requests });
    shop.close();
    const bad = (await run(2)).met;
    expect(Object.keys(bad.byReplica)).toEqual(['shop-1', 'shop-2']);
    expect(bad.visitorsWithLoss).toBeGreaterThan(5);
    expect(bad.cartsLost).toBeGreaterThanOrEqual(bad.visitorsWithLoss);
  });

  it('gives each visitor an address, or one address to all', async () => {
    await run(1);
    expect(shop.addresses.size).toBe(10);
    shop.close();
    await run(1, { oneAddress: true });
    expect(shop.addresses.size).toBe(1);
  });

  it('counts waiting for an earlier answer as part of the latency', async () => {
    shop = new SmallShop(1);
    const crowd = new Crowd(await shop.open(), { ...options, visitors: 1, rate: 20, seconds: 1 });
    await crowd.arrive();
    shop.stallMs = 100;
    await crowd.start();
    await crowd.ended();
    // About twenty were due in a second that had room for ten: the last ones waited far longer than one answer takes.
    expect(crowd.snapshot().latencyMs.max).toBeGreaterThan(300);
    expect(crowd.snapshot().requests).toBeGreaterThan(11);
  });

  it('counts a request without an answer as failed, and stops at once when told to', async () => {
    shop = new SmallShop(1);
    const crowd = new Crowd(await shop.open(), { ...options, visitors: 5, rate: 100 });
    await crowd.arrive();
    shop.close();
    const failures = once(crowd, 'outcome');
    await crowd.start();
    expect((await failures)[0]).toMatchObject({ status: 0, replica: undefined });
    await crowd.stop();
    const met = crowd.snapshot();
    expect(met.failed).toBe(met.requests);
  });

  it('sends a checkout without an answer again, with its key, before it does anything else', async () => {
    shop = new SmallShop(1);
    const visitor = new CrowdVisitor([await shop.open()], 0, {});
    await visitor.act({ kind: 'add', sku: 'FRU-001' });
    shop.unanswered = 1;
    expect(await visitor.act({ kind: 'check-out' })).toMatchObject({ status: 504 });
    expect(await visitor.act({ kind: 'look' })).toMatchObject({ method: 'POST', status: 201 });
    expect(await visitor.act({ kind: 'look' })).toMatchObject({
      method: 'GET',
      status: 200,
      lost: undefined,
    });
    expect(shop.checkouts).toHaveLength(2);
    expect(new Set(shop.checkouts).size).toBe(1);
  });

  it('logs in where a registration without an answer turns out to be done, and finds its cart', async () => {
    shop = new SmallShop(1);
    const visitor = new CrowdVisitor([await shop.open()], 0, {});
    await visitor.act({ kind: 'add', sku: 'FRU-001' });
    shop.unanswered = 1;
    expect(await visitor.act({ kind: 'sign-in' })).toMatchObject({ status: 504 });
    expect(await visitor.act({ kind: 'look' })).toMatchObject({ method: 'POST', status: 409 });
    expect(await visitor.act({ kind: 'look' })).toMatchObject({ method: 'POST', status: 200 });
    expect(await visitor.act({ kind: 'look' })).toMatchObject({
      method: 'GET',
      status: 200,
      lost: undefined,
    });
  });

  it('is bounded', () => {
    expect(() => new Crowd('http://127.0.0.1:1', { ...options, rate: 1e6 })).toThrow('rate');
  });
});
