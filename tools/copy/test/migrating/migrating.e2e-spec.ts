import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { applyPatch, parsePatch, reversePatch } from 'diff';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { visitor } from '../visitor.js';

const page = readFileSync(new URL('../../../../docs/migrating.md', import.meta.url), 'utf8');

const MIGRATED: Record<string, () => Promise<Migrated>> = {
  'express-session': () => import('./express-session.js') as Promise<object> as Promise<Migrated>,
  'fastify-session': () => import('./fastify-session.js'),
  'iron-session': () => import('./iron-session.js'),
};
const PEERS = Object.keys(MIGRATED);

interface Migrated {
  AppModule: Type;
  configure(app: INestApplication): void;
}

describe.each(PEERS)('the diff from %s in docs/migrating.md', (peer) => {
  const running: INestApplication[] = [];
  afterEach(async () => {
    vi.unstubAllEnvs();
    await Promise.all(running.splice(0).map((app) => app.close()));
  });

  it('leads to the application that is tested here', () => {
    const after = readFileSync(new URL(`${peer}.ts`, import.meta.url), 'utf8').replaceAll(`'@app/`, `'./`);
    const [, diff = ''] = page.split(/```diff\n/)[PEERS.indexOf(peer) + 1]!.match(/^([^]*?)```/)!;
    const before = applyPatch(after, reversePatch(parsePatch(diff)[0]!));
    expect(before).toContain(peer.replace('fastify-', '@fastify/'));
    expect(before).not.toContain('KeyRing');
  });

  it('signs in, counts and signs out on two instances', { timeout: 60_000 }, async () => {
    vi.stubEnv('REDIS_URL', inject('redisUrl'));
    vi.stubEnv('SESSION_KEYS', `1:${Buffer.alloc(32, 7).toString('base64')}`);
    const serve = async () => {
      const { AppModule, configure } = await MIGRATED[peer]!();
      const adapter = peer === 'fastify-session' ? [new FastifyAdapter()] : [];
      const app = await NestFactory.create(AppModule, ...(adapter as []), { logger: false });
      configure(app);
      running.push(app);
      await app.listen(0, '127.0.0.1');
      return { url: await app.getUrl(), stop: async () => null };
    };
    // Two applications share nothing but what a process is given: Redis, or the cookie.
    const [one, two] = [await serve(), await serve()];
    const visit = visitor();
    // No exact counts: a visit that timed out on a busy machine is repeated.
    const guest = (await visit(one, 'GET', '/me')) as { visits: number };
    expect(guest).toEqual({ visits: expect.any(Number) });
    await visit(one, 'POST', '/login', { user: 'ada' });
    const signedIn = (await visit(two, 'GET', '/me')) as { userId: string; visits: number };
    expect(signedIn).toEqual({ userId: 'ada', visits: expect.any(Number) });
    expect(signedIn.visits).toBeGreaterThan(guest.visits);
    await visit(two, 'POST', '/logout', {});
    expect(await visit(one, 'GET', '/me')).toEqual({ visits: expect.any(Number) });
  });
});
