import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Seen } from './stub-replica.js';
import { CLUSTER_ID, startStubCluster, type StubCluster } from './stub-cluster.js';

const CHOICE = `lab_routing_${CLUSTER_ID}`;
const PIN = `route_${CLUSTER_ID}`;

/** Sends a path and headers as they are, which fetch would put in order first. */
class Attacker {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 8 });

  constructor(private readonly url: string) {}

  async send(path: string, headers: Record<string, string> = {}, method = 'GET') {
    const { hostname, port } = new URL(this.url);
    const asking = request({ hostname, port, path, method, headers, agent: this.agent }).end();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    const body = await text(answer);
    const isReplicas = /^r\d$/.test(String(answer.headers['x-served-by']));
    return {
      status: answer.statusCode!,
      headers: answer.headers,
      seen: isReplicas && method !== 'HEAD' ? (JSON.parse(body) as Seen) : undefined,
    };
  }

  close(): void {
    this.agent.destroy();
  }
}

describe('requests that mean harm', () => {
  let cluster: StubCluster;
  let attacker: Attacker;
  beforeAll(async () => {
    cluster = await startStubCluster(3);
    attacker = new Attacker(cluster.url);
  });
  afterAll(async () => {
    attacker.close();
    await cluster.stop();
  });

  const paths = [
    '/s/x/%0d%0aX-Evil:%20yes',
    '/s/x%0d%0aX-Evil:%20yes',
    '/%0d%0aSet-Cookie:%20evil=1',
    '/s/x/%0aHost:%20evil.example',
    '//evil.example/',
    '//evil.example/..',
    '/s/x//evil.example/',
    '/s/..;/metrics',
    '/..;/metrics',
    '/s/x/..;/metrics',
    '/s/x/../metrics',
    '/s/x/%2e%2e/metrics',
    '/s/x/%2fmetrics',
    '/s/x/%2Fmetrics%2f',
    '/%6d%65trics',
    '/api/..%2fmetrics',
    '/api/%2e%2e/metrics',
    '/./metrics',
    '/s/x/s/y/metrics',
    '/s/x/s/y/z',
    '/metrics;a=b',
    '/metrics%00',
    '/s/x/metrics?a=/s/y/',
    '/s/x/%5c..%5cmetrics',
    `/s/${'x'.repeat(65)}/metrics`,
    '/s//metrics',
    '/s/%78/metrics',
    '/%c0%ae%c0%ae/metrics',
  ];

  describe.each(['any', 'cookie', 'url', 'ip'])('in %s', (routing) => {
    it.each(paths)('%s gets past nothing', async (path) => {
      for (const method of ['GET', 'HEAD', 'POST']) {
        const { status, headers, seen } = await attacker.send(
          path,
          { cookie: `${CHOICE}=${routing}` },
          method,
        );
        expect(status).toBeLessThan(500);
        expect(headers).not.toHaveProperty('x-evil');
        expect(String(headers['set-cookie'] ?? '')).not.toMatch(/evil=/);
        // A redirect stays on this host.
        expect(headers.location ?? '/').toMatch(/^\/(?!\/)/);
        if (!seen) continue;
        expect(seen.headers).not.toHaveProperty('x-evil');
        expect(seen.headers.host).toBe(new URL(cluster.url).host);
        // As a replica's router would read it.
        const { pathname } = new URL(seen.url.replace(/^\/+/, '/'), 'http://replica');
        expect(unescape(pathname)).not.toMatch(/^\/+metrics\/*$/);
      }
    });
  });

  it.each(['/s/abc%0a', '/s/x/%0a', '/%00', '/api/cart%7f'])(
    'refuses the control character in %s',
    async (path) => {
      for (const routing of ['any', 'cookie', 'url', 'ip']) {
        const { status, headers } = await attacker.send(path, { cookie: `${CHOICE}=${routing}` });
        expect(status).toBe(400);
        expect(headers['content-type']).toBe('application/problem+json');
        expect(headers).not.toHaveProperty('location');
      }
    },
  );

  it.each(['/_problem', '/s/x/_problem', '/s/x//_problem', '/s/x/%5fproblem', '/s/x/y/../_problem'])(
    'has no internal location at %s',
    async (path) => {
      for (const routing of ['any', 'cookie', 'ip']) {
        const { status } = await attacker.send(path, { cookie: `${CHOICE}=${routing}` });
        expect(status).toBe(404);
      }
    },
  );

  it('pins no visitor by a response that caches may keep', async () => {
    for (const path of ['/.well-known/jwks.json', '/s/x/.well-known/jwks.json', '/api/stock?shared']) {
      const { status, headers } = await attacker.send(path, { cookie: `${CHOICE}=cookie` });
      expect(status).toBe(200);
      expect(headers).not.toHaveProperty('set-cookie');
    }
    const own = await attacker.send('/public', { cookie: `${CHOICE}=cookie` });
    expect(own.headers).toHaveProperty('set-cookie');
  });

  it('a forged pin gives no way in, and none to choose a replica', async () => {
    const honest = await attacker.send('/', { cookie: `${CHOICE}=cookie` });
    expect(String(honest.headers['set-cookie'])).toContain(`${PIN}=`);
    const forged = [
      'r1',
      '127.0.0.1:1',
      '../r1',
      'pin_r1',
      '0'.repeat(16),
      'x'.repeat(4000),
      '$upstream_addr',
      '";',
      'any',
    ];
    for (const pin of forged) {
      const { status, headers } = await attacker.send('/', { cookie: `${CHOICE}=cookie; ${PIN}=${pin}` });
      expect(status).toBe(200);
      // It is replaced by a real one.
      expect(String(headers['set-cookie'])).toMatch(new RegExp(`^${PIN}=[0-9a-f]{16};`));
    }
  });

  it('10,000 different pins are 10,000 visitors to an unmoved balancer', async () => {
    let next = 0;
    const statuses = new Map<number, number>();
    const places = new Map<unknown, number>();
    const go = async () => {
      while (next < 10_000) {
        const pin = (next++).toString(16).padStart(16, '0');
        const { status, headers } = await attacker.send('/', { cookie: `${CHOICE}=cookie; ${PIN}=${pin}` });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const place = headers['x-served-by'];
        places.set(place, (places.get(place) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 8 }, go));
    expect([...statuses]).toEqual([[200, 10_000]]);
    // Nobody can flood one replica by making pins up.
    for (const count of places.values()) expect(count).toBeLessThan((10_000 / 3) * 1.05);
  });

  it('only a WebSocket on the path of the sockets is let through as an upgrade', async () => {
    const upgradeSeen = async (path: string, upgrade: string) => {
      const { seen } = await attacker.send(path, { connection: 'upgrade', upgrade });
      return seen!.headers.upgrade;
    };
    expect(await upgradeSeen('/socket.io/?EIO=4', 'websocket')).toBe('websocket');
    expect(await upgradeSeen('/s/x/socket.io/?EIO=4', 'WebSocket')).toBe('websocket');
    for (const [path, protocol] of [
      ['/socket.io/?EIO=4', 'h2c'],
      ['/socket.io/?EIO=4', 'websocket, h2c'],
      ['/api/cart', 'websocket'],
      ['/s/x/api/cart?x=/socket.io/', 'websocket'],
      ['/socket.io/../api/cart', 'websocket'],
    ] as const)
      expect(await upgradeSeen(path, protocol)).toBeUndefined();
  });

  it('a made-up X-Forwarded-For changes neither the address nor the place', async () => {
    const places = new Set<unknown>();
    for (let number = 0; number < 60; number++) {
      const claim = {
        cookie: `${CHOICE}=ip`,
        'x-forwarded-for': `10.0.0.${number}`,
        'x-real-ip': '10.1.1.1',
      };
      const { headers, seen } = await attacker.send('/', claim);
      places.add(headers['x-served-by']);
      expect(seen?.headers['x-forwarded-for']).toBe('127.0.0.1');
      expect(seen?.headers).not.toHaveProperty('x-real-ip');
    }
    expect(places.size).toBe(1);
  });
});

describe('too many requests', () => {
  let cluster: StubCluster;
  beforeAll(async () => {
    cluster = await startStubCluster(2, { requestsPerSecond: 10 });
  });
  afterAll(() => cluster.stop());

  const flood = async (url: string, headers: (number: number) => Record<string, string>) => {
    const attacker = new Attacker(url);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, number) => attacker.send('/', headers(number))),
    );
    attacker.close();
    return answers;
  };

  it('of one address get a clear 429, and another address is served', async () => {
    const answers = await flood(cluster.crowd, () => ({ 'x-forwarded-for': '10.0.0.1' }));
    const refused = answers.filter(({ status }) => status === 429);
    const served = answers.filter(({ status }) => status === 200);
    expect(served.length).toBeGreaterThanOrEqual(20);
    expect(refused.length).toBe(100 - served.length);
    expect(refused.length).toBeGreaterThan(40);
    expect(refused[0]!.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'x-served-by': 'balancer-1',
      'retry-after': '1',
    });
    const other = new Attacker(cluster.crowd);
    expect((await other.send('/', { 'x-forwarded-for': '10.0.0.2' })).status).toBe(200);
    other.close();
  });

  it('are counted by the real address, whatever the client claims', async () => {
    const answers = await flood(cluster.url, (number) => ({ 'x-forwarded-for': `10.0.1.${number}` }));
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(40);
  });
});
