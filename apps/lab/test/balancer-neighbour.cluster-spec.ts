import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Visitor } from '../src/client/visitor.js';
import { startStubCluster, type StubCluster } from './stub-cluster.js';

/** A visitor with an address of their own. */
const from = (cluster: StubCluster, address: string) =>
  new Visitor(cluster.crowd, { 'x-forwarded-for': address });

let addresses = 0;
const newAddress = () => `10.1.0.${++addresses}`;

/** Sends requests side by side. @returns how many answers of each status */
async function statusesOf(requests: readonly Promise<{ status: number }>[]) {
  const counts: Record<number, number> = {};
  for (const { status } of await Promise.all(requests)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const times = <T>(count: number, make: (at: number) => T) =>
  Array.from({ length: count }, (_, at) => make(at));

describe('a replica that answers one client late', () => {
  let cluster: StubCluster;
  beforeAll(async () => {
    cluster = await startStubCluster(3);
  });
  afterAll(() => cluster.stop());

  it.each(['any', 'cookie', 'ip'])(
    'stays in use for every other client, with routing %s',
    async (routing) => {
      const cookie = { cookie: `lab_routing_stub01=${routing}` };
      const slow = times(30, (at) =>
        from(cluster, `10.0.0.${at}`).request('/api/slow?silent', { method: 'POST', headers: cookie }),
      );
      let waiting = true;
      const outcome = statusesOf(slow).finally(() => (waiting = false));
      const seen: number[] = [];
      // For as long as nginx waits, and again after it has given up on every replica.
      for (let after = 0; waiting || after < 100; waiting || after++) {
        const { status } = await from(cluster, `10.0.1.${seen.length % 200}`).request('/', {
          headers: cookie,
        });
        seen.push(status);
      }
      expect(await outcome).toEqual({ 504: 30 });
      expect(seen.length).toBeGreaterThan(100);
      expect(seen.filter((status) => status !== 200)).toEqual([]);
    },
  );
});

describe('the limits of one address', () => {
  let cluster: StubCluster;
  beforeAll(async () => {
    cluster = await startStubCluster(2, {
      requestsPerSecond: 50,
      loginsPerSecond: 2,
      guestSessionsPerMinute: 60,
      streams: 5,
    });
  });
  afterAll(() => cluster.stop());

  it.each(['login', 'register', 'token', 'refresh', 'password'])(
    'bound POST /api/auth/%s, however its path is written',
    async (route) => {
      const [address, neighbour] = [newAddress(), newAddress()];
      const paths = [
        `/api/auth/${route}`,
        `/s/x/api/auth/${route}`,
        `/api//auth/${route}?a=b`,
        `/%61pi/auth/${route}`,
      ];
      const answers = times(60, (at) =>
        from(cluster, address).request(paths[at % paths.length]!, { method: 'POST', body: '{}' }),
      );
      const counts = await statusesOf(answers);
      expect(counts[429]).toBeGreaterThan(40);
      expect(counts[200]).toBe(60 - counts[429]!);
      const refused = (await Promise.all(answers)).find(({ status }) => status === 429)!;
      expect(refused.headers.get('content-type')).toBe('application/problem+json');
      expect(refused.headers.get('retry-after')).toBe('1');
      expect((await from(cluster, address).request('/api/products')).status).toBe(200);
      expect((await from(cluster, neighbour).request(paths[0]!, { method: 'POST', body: '{}' })).status).toBe(
        200,
      );
    },
  );

  it('bound the carts that guests begin, and nobody’s who sends a cookie or a token', async () => {
    const address = newAddress();
    const add = (headers: Record<string, string> = {}) =>
      from(cluster, address).request('/api/cart/items', { method: 'POST', body: '{}', headers });
    const counts = await statusesOf(times(40, () => add()));
    // Those of two seconds, one more, and what each further second adds.
    expect(counts[200]).toBeGreaterThanOrEqual(3);
    expect(counts[429]).toBeGreaterThan(20);
    expect((await add({ cookie: 'session_memory_stub01=a' })).status).toBe(200);
    expect((await add({ authorization: 'Bearer a' })).status).toBe(200);
    expect((await from(cluster, address).request('/api/cart')).status).toBe(200);
  });

  // 0a is a line feed, which a careless expression stops at.
  it.each([
    ['an IPv6 /64, abbreviated', (at: number) => `2001:db8::${(at + 1).toString(16)}`, '2001:db8:0:1::1'],
    [
      'an IPv6 /64 of line feeds',
      (at: number) => `2001:a0a:a0a:a0a:a0a::${(0x0a00 + at).toString(16)}`,
      '2001:a0a:a0a:a0b::a0a',
    ],
    ['IPv4 in two notations', (at: number) => `${at % 2 ? '' : '::ffff:'}192.0.2.10`, '192.0.2.11'],
  ])('count %s as one client', async (_, address, other) => {
    const counts = await statusesOf(times(200, (at) => from(cluster, address(at)).request('/')));
    expect(counts[429]).toBeGreaterThan(50);
    expect(counts[200]).toBeGreaterThanOrEqual(100);
    expect((await from(cluster, other).request('/')).status).toBe(200);
  });

  it.each(['/api/lab/events?open', '/socket.io/?open', '/s/x/api/lab/events?open'])(
    'bound the streams at %s, and close them to nobody else',
    async (path) => {
      const stop = new AbortController();
      const [address, neighbour] = [newAddress(), newAddress()];
      const open = (address: string) => from(cluster, address).request(path, { signal: stop.signal });
      try {
        expect(await statusesOf(times(20, () => open(address)))).toEqual({ 200: 5, 429: 15 });
        expect((await open(neighbour)).status).toBe(200);
      } finally {
        stop.abort();
      }
      // A closed stream frees its place.
      await expect
        .poll(async () => {
          const one = new AbortController();
          const { status } = await from(cluster, address).request(path, { signal: one.signal });
          one.abort();
          return status;
        })
        .toBe(200);
    },
  );
});
