import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { StubReplica } from '../../../apps/lab/test/stub-replica.js';
import { freePort } from '../../../apps/lab/src/processes/ports.js';

/** Another nginx than the one of PATH: `NGINX=/opt/nginx/sbin/nginx npx vitest run --project unit deploy/nginx/sticky`. */
const NGINX = process.env.NGINX ?? 'nginx';
const source = (name: string) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8');

/** Whether the nginx that is installed has `sticky`: since 1.29.6. */
function hasSticky(): boolean {
  const [, ...version] =
    /nginx\/(\d+)\.(\d+)\.(\d+)/.exec(spawnSync(NGINX, ['-v'], { encoding: 'utf8' }).stderr ?? '') ?? [];
  const [major = 0, minor = 0, patch = 0] = version.map(Number);
  return major > 1 || minor > 29 || (minor === 29 && patch >= 6);
}

describe('sticky/nginx.conf', () => {
  it('asks of `sticky` and `server` only what nginx documents for 1.29.6', () => {
    const parametersOf = (text: string, directive: string) =>
      [...text.matchAll(new RegExp(`^\\s*${directive} ([^;]+);`, 'gm'))].map(([, words]) =>
        words!.split(' '),
      );
    expect(parametersOf(source('nginx.conf'), 'sticky')).toHaveLength(1);
    for (const [method, , ...parameters] of parametersOf(source('nginx.conf'), 'sticky')) {
      expect(method).toBe('cookie');
      for (const parameter of parameters)
        expect(parameter).toMatch(
          /^(expires=\d+[smhd]|domain=.+|httponly|samesite=(strict|lax|none)|secure|path=.+)$/,
        );
    }
    expect(parametersOf(source('servers.conf'), 'server')).toHaveLength(3);
    for (const [, ...parameters] of parametersOf(source('servers.conf'), 'server'))
      expect(parameters.join(' ')).toMatch(/^route=[0-9a-f]{1,32}( drain)?$/);
  });
});

describe.runIf(hasSticky())('sticky/nginx.conf on an nginx that has it', { timeout: 60_000 }, () => {
  let folder: string;
  let replicas: StubReplica[];
  let url: string;
  let nginx: ChildProcess;

  const listServers = (draining?: string) =>
    writeFileSync(
      join(folder, 'servers.conf'),
      replicas
        .map(({ id, port }) => `server 127.0.0.1:${port} route=${id}${id === draining ? ' drain' : ''};\n`)
        .join(''),
    );
  const ask = async (cookie = '', path = '/api/cart') => {
    const answer = await fetch(`${url}${path}`, { headers: { cookie } });
    return { by: answer.headers.get('x-served-by')!, sets: answer.headers.getSetCookie() };
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sticky-'));
    replicas = await Promise.all(['a1', 'b2', 'c3'].map((id) => StubReplica.start(id)));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    listServers();
    const configuration = source('nginx.conf')
      .replace('127.0.0.1:8080', `127.0.0.1:${port}`)
      .replace('pid nginx.pid', `pid ${join(folder, 'nginx.pid')}`);
    writeFileSync(join(folder, 'nginx.conf'), configuration);
    nginx = spawn(NGINX, ['-e', 'stderr', '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'], {
      stdio: 'ignore',
    });
    await vi.waitFor(() => ask(), { timeout: 30_000 });
  }, 60_000);
  afterAll(async () => {
    if (nginx.exitCode === null && nginx.kill('SIGTERM')) await once(nginx, 'exit');
    await Promise.all(replicas.map((replica) => replica.die()));
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('passes nginx -t', () => {
    execFileSync(NGINX, ['-t', '-e', 'stderr', '-c', join(folder, 'nginx.conf')], { stdio: 'pipe' });
  });

  it('keeps every visitor on the replica that their cookie names, and spreads them', async () => {
    const seen = new Set<string>();
    for (let visitor = 0; visitor < 12; visitor++) {
      const { by, sets } = await ask();
      expect(sets).toEqual([
        expect.stringMatching(`^route=${by}; expires=.*; max-age=1800; httponly; samesite=lax; path=/$`),
      ]);
      for (let request = 0; request < 6; request++) expect((await ask(`route=${by}`)).by).toBe(by);
      seen.add(by);
    }
    expect(seen.size).toBe(3);
  });

  it('sets no cookie where any cache may keep the answer', async () => {
    expect((await ask('', '/assets/app.js')).sets).toEqual([]);
  });

  it('drain: bound visitors still reach the replica, and no new one does', async () => {
    listServers('b2');
    process.kill(Number(readFileSync(join(folder, 'nginx.pid'), 'utf8')), 'SIGHUP');
    await vi.waitFor(
      async () => {
        for (let visitor = 0; visitor < 12; visitor++) expect((await ask()).by).not.toBe('b2');
      },
      { timeout: 30_000, interval: 100 },
    );
    for (let request = 0; request < 6; request++) expect((await ask('route=b2')).by).toBe('b2');
  });

  it('moves a visitor whose replica is gone once, and lets them stay', async () => {
    await replicas[0]!.die();
    const { by, sets } = await ask('route=a1');
    expect(by).not.toBe('a1');
    expect(sets).toEqual([expect.stringMatching(`^route=${by};`)]);
    await replicas[0]!.comeBack();
    for (let request = 0; request < 6; request++) expect((await ask(`route=${by}`)).by).toBe(by);
  });
});
