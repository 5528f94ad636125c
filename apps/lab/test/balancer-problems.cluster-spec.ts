import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Visitor } from '../src/client/visitor.js';
import { startStubCluster, type StubCluster } from './stub-cluster.js';

describe('what the balancer answers itself', () => {
  let cluster: StubCluster;

  beforeAll(async () => {
    cluster = await startStubCluster(2);
  });

  afterAll(() => cluster.stop());

  const problem = async (path: string, init?: Parameters<Visitor['request']>[1]) => {
    const response = await new Visitor(cluster.url).request(path, init);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('x-served-by')).toBe('balancer-1');
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(response.headers.get('server')).toBe('nginx');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const body = (await response.json()) as { status: number; title: string; detail: string };
    expect(body.status).toBe(response.status);
    expect(body.detail).toMatch(/\.$/);
    return body;
  };

  it('413 where the body is larger than 256 KiB, before a replica sees it', async () => {
    const before = cluster.replicas.map(({ requests }) => requests);
    const body = await problem('/api/cart/items', { method: 'POST', body: 'x'.repeat(1_048_576) });
    expect(body).toMatchObject({ status: 413, title: 'Body too large' });
    expect(cluster.replicas.map(({ requests }) => requests)).toEqual(before);
  });

  it.each(['/metrics', '/metrics/', '/s/route/metrics', '/%6detrics', '/.//metrics'])(
    '404 at %s',
    async (path) => {
      expect(await problem(path)).toMatchObject({ status: 404 });
    },
  );

  it('431 where the headers are too large', async () => {
    const cookie = `a=${'x'.repeat(40_000)}`;
    expect(await problem('/', { headers: { cookie } })).toMatchObject({ status: 431 });
  });

  it('400 where it is no HTTP', async () => {
    const { hostname, port } = new URL(cluster.url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n');
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('Content-Type: application/problem+json');
  });

  it.each(['TRACE / HTTP/1.1', 'CONNECT / HTTP/1.1'])('405 with Allow to %s', async (line) => {
    const { hostname, port } = new URL(cluster.url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.write(`${line}\r\nHost: a\r\nConnection: close\r\n\r\n`);
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1.1 405 /);
    expect(answer).toContain('\r\nAllow: GET, HEAD, POST, PUT, PATCH, DELETE\r\n');
    expect(answer).toContain('\r\nContent-Type: application/problem+json\r\n');
  });

  it('takes HTTP/1.0 without Host, and sends the replica one', async () => {
    const { hostname, port } = new URL(cluster.url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.write('GET /health/live HTTP/1.0\r\n\r\n');
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(answer).toContain('"host":"localhost"');
  });

  it('502 where no replica is left, and a replica again as soon as one is', async () => {
    await Promise.all(cluster.replicas.map((replica) => replica.die()));
    expect(await problem('/')).toMatchObject({ status: 502 });
    await cluster.replicas[0]!.comeBack();
    await expect.poll(() => new Visitor(cluster.url).servedBy(), { timeout: 3_000 }).toBe('r1');
    await cluster.replicas[1]!.comeBack();
  });

  it('504 where a replica takes a POST and never answers', async () => {
    for (const replica of cluster.replicas) replica.frozen = true;
    expect(await problem('/api/checkout', { method: 'POST' })).toMatchObject({ status: 504 });
    for (const replica of cluster.replicas) replica.frozen = false;
  });
});
