import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Adapter, NewNestProject, type Served } from './new-nest-project.js';

const full = process.env['TEST_FULL'] === '1';
/** TEST_FULL=1 proves both frameworks, with all of the libraries' tests; else the unit tests, as the others run in the checkout. */
const adapters: Adapter[] = full ? ['fastify', 'express'] : ['fastify'];

describe.each(adapters)('copied into a new Nest project on %s, by its README', (adapter) => {
  let project: NewNestProject;

  beforeAll(async () => {
    project = await NewNestProject.create(adapter);
  });
  beforeEach(() => project.renew());
  afterAll(() => project.remove());

  /** Copies, follows the README, installs, builds, and runs the library's tests there. */
  async function build(library: string, ...more: (() => void)[]): Promise<void> {
    await project.copy(library);
    project.followReadme(library);
    for (const each of more) each();
    await project.command('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund');
    await project.command('npx', 'nest', 'build');
    const vitest = ['vitest', 'run', '--passWithNoTests'];
    if (!full) await project.command('npx', ...vitest, '--exclude', '**/*.int.spec.ts');
    else
      for (const more of [[], ['--config', 'vitest.config.e2e.ts']])
        await project.command('npx', ...vitest, ...more);
  }

  it('session keeps a cart, and ends it', { timeout: 600_000 }, async () => {
    await build('session');
    const served = await project.serve({
      REDIS_URL: inject('redisUrl'),
      SESSION_KEYS: `1:${randomBytes(32).toString('base64')}`,
    });
    const visit = visitor(served);
    await visit('POST', '/cart', { sku: 'apple', quantity: 2 });
    const guest = visit.cookies();
    expect(await visit('GET', '/cart')).toEqual([{ sku: 'apple', quantity: 2 }]);
    await visit('POST', '/login', {});
    expect(visit.cookies()).not.toEqual(guest);
    expect(await visit('GET', '/cart')).toEqual([{ sku: 'apple', quantity: 2 }]);
    const signedIn = visit.cookies();
    await visit('POST', '/logout', {});
    for (const cookies of [guest, signedIn])
      expect(await visitor(served, cookies)('GET', '/cart')).toEqual([]);
    await served.stop('SIGTERM');
  });

  it('auth signs in, refreshes, and shuts out', { timeout: 600_000 }, async () => {
    await build('auth');
    const [, command = ''] = /A key: `(.+?)`\.\n/.exec(project.readme('auth')) ?? [];
    const { stdout: keys } = await promisify(execFile)('sh', ['-c', command]);
    const served = await project.serve({ REDIS_URL: inject('redisUrl'), AUTH_KEYS: keys.trim() });
    const guest = visitor(served);
    expect(await guest('GET', '/me')).toMatchObject({ statusCode: 401 });
    const wrong = { email: 'ada@shop.example', password: 'wrong horse' };
    expect(await guest('POST', '/token', wrong)).toMatchObject({ statusCode: 401 });
    const right = { email: 'Ada@shop.example', password: 'correct horse' };
    const first = (await guest('POST', '/token', right)) as Record<string, string>;
    const { refreshToken } = first;
    const second = (await guest('POST', '/refresh', { refreshToken })) as Record<string, string>;
    const bearer = visitor(served, { authorization: `Bearer ${second.accessToken}` });
    expect(await bearer('GET', '/me')).toMatchObject({ userId: 'ada', roles: ['member'] });
    await bearer('POST', '/logout-all', {});
    expect(await bearer('GET', '/me')).toMatchObject({ statusCode: 401 });
    await served.stop('SIGTERM');
  });

  it('replica says its name and its readiness, and stops in order', { timeout: 600_000 }, async () => {
    await build('replica');
    const served = await project.serve({ REPLICA_ID: 'one' });
    const answer = await fetch(`${served.url}/health/ready`);
    expect(answer.headers.get('x-served-by')).toBe('one');
    expect(await answer.json()).toEqual({ state: 'ready' });
    expect(await served.stop('SIGINT')).toBe(0);
  });

  it('idempotency acts once for a key', { timeout: 600_000 }, async () => {
    await build('idempotency', () => project.edit('src/main.ts', signsIn));
    const served = await project.serve({ REDIS_URL: inject('redisUrl') });
    const ada = visitor(served, { 'x-user': 'ada', 'idempotency-key': 'k1' });
    const first = await ada('POST', '/orders', { sku: 'apple' });
    expect(first).toMatchObject({ sku: 'apple', key: 'k1' });
    expect(await ada('POST', '/orders', { sku: 'apple' })).toEqual(first);
    expect(await ada('POST', '/orders', { sku: 'pear' })).toMatchObject({ statusCode: 422 });
    expect(await visitor(served)('POST', '/orders', { sku: 'apple' })).toMatchObject({ statusCode: 400 });
    await served.stop('SIGTERM');
  });
});

/** "Your own guard" of the library's README: here whoever a header names. */
function signsIn(main: string): string {
  return main.replace(
    /const app = .*;\n/,
    `$&  app.useGlobalGuards({
    canActivate(context) {
      const request = context.switchToHttp().getRequest();
      const id = request.headers['x-user'];
      if (id) request.user = { id };
      return true;
    },
  });\n`,
  );
}

/** A client that keeps its cookies, and answers with the JSON of the body. */
function visitor({ url }: Served, headers: Readonly<Record<string, string>> = {}) {
  const cookies = new Map<string, string>();
  const visit = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(cookies.size > 0 && visit.cookies()),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await answer.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    return answer.ok ? parsed : { statusCode: answer.status };
  };
  visit.cookies = () => ({ cookie: [...cookies].map((pair) => pair.join('=')).join('; ') });
  return visit;
}
