import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { GeneratedProject, type Served } from './generated-project.js';
import { SHAPES } from './shapes.js';
import { signingKey, visitor } from './visitor.js';

/** TEST_FULL=1 tries every shape on every adapter that it has. */
const full = process.env['TEST_FULL'] === '1';
const shapes = full ? SHAPES : SHAPES.filter(({ always }) => always);

describe.each(shapes.map((shape) => [shape.name, shape] as const))('copied into %s', (_, shape) => {
  let project: GeneratedProject;

  beforeAll(async () => {
    project = new GeneratedProject(shape);
    await project.copyAll();
    await project.install();
    await project.run(shape.build[0]!, ...shape.build.slice(1));
  }, 600_000);
  afterAll(() => project?.remove());

  it('passes tests under the runner of the project', { timeout: 300_000 }, async () => {
    await project.run(shape.runner, ...(shape.runner === 'vitest' ? ['run'] : []));
  });

  describe.each(full ? shape.adapters : shape.adapters.slice(0, 1))('on %s', (adapter) => {
    const both = (app: string, environment: Record<string, string>): Promise<[Served, Served]> => {
      const serve = (id: string) =>
        project.serve({
          APP: app,
          ADAPTER: adapter,
          REPLICA_ID: id,
          REDIS_URL: inject('redisUrl'),
          ...environment,
        });
      return Promise.all([serve('one'), serve('two')]);
    };

    it(
      'session: two processes keep the carts of two tabs, until the logout',
      { timeout: 120_000 },
      async () => {
        const [one, two] = await both('session', { SESSION_KEYS: `1:${randomBytes(32).toString('base64')}` });
        const visit = visitor();
        await visit(one, 'POST', '/cart', { sku: 'apple', quantity: 2 });
        const guest = visit.cookies();
        await visit(two, 'POST', '/login', {});
        expect(visit.cookies()).not.toEqual(guest);
        await Promise.all(
          [one, two].map((served, tab) => visit(served, 'POST', '/cart', { sku: `tab ${tab}`, quantity: 1 })),
        );
        expect(await visit(one, 'GET', '/cart')).toHaveLength(3);
        const signedIn = visit.cookies();
        await visit(two, 'POST', '/logout', {});
        for (const cookies of [guest, signedIn])
          expect(await visitor(cookies)(one, 'GET', '/cart')).toEqual([]);
        await Promise.all([one.stop('SIGTERM'), two.stop('SIGTERM')]);
      },
    );

    it(
      'auth: a token of one process opens the other, until it is revoked',
      { timeout: 120_000 },
      async () => {
        const [one, two] = await both('auth', { AUTH_KEYS: signingKey() });
        const guest = visitor();
        expect(await guest(one, 'GET', '/me')).toMatchObject({ statusCode: 401 });
        const right = { email: 'Ada@shop.example', password: 'correct horse' };
        const { refreshToken } = (await guest(one, 'POST', '/token', right)) as Record<string, string>;
        const { accessToken } = (await guest(two, 'POST', '/refresh', { refreshToken })) as Record<
          string,
          string
        >;
        const bearer = visitor({ authorization: `Bearer ${accessToken}` });
        expect(await bearer(one, 'GET', '/me')).toMatchObject({ userId: 'ada', roles: ['member'] });
        await bearer(two, 'POST', '/logout-all', {});
        expect(await bearer(two, 'GET', '/me')).toMatchObject({ statusCode: 401 });
        await Promise.all([one.stop('SIGTERM'), two.stop('SIGTERM')]);
      },
    );

    it('idempotency: a key acts once in two processes', { timeout: 120_000 }, async () => {
      const [one, two] = await both('idempotency', {});
      const ada = visitor({ 'x-user': 'ada', 'idempotency-key': randomBytes(8).toString('hex') });
      const first = await ada(one, 'POST', '/orders', { sku: 'apple' });
      expect(first).toMatchObject({ sku: 'apple' });
      expect(await ada(two, 'POST', '/orders', { sku: 'apple' })).toEqual(first);
      expect(await ada(two, 'POST', '/orders', { sku: 'pear' })).toMatchObject({ statusCode: 422 });
      await Promise.all([one.stop('SIGTERM'), two.stop('SIGTERM')]);
    });

    it('replica: says its name and its readiness, and stops in order', { timeout: 120_000 }, async () => {
      const [one, two] = await both('replica', {});
      const answer = await fetch(`${two.url}/health/ready`);
      expect(answer.headers.get('x-served-by')).toBe('two');
      expect(await answer.json()).toEqual({ state: 'ready' });
      expect(await one.stop('SIGINT')).toBe(0);
      expect(await two.stop('SIGINT')).toBe(0);
    });
  });
});
