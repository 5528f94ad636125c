import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ReplicaOptions } from '../src/index.js';
import { platforms, type Platform } from './example-app.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const script = fileURLToPath(new URL('./example-process.mjs', import.meta.url));

async function start(platform: Platform, options: Partial<ReplicaOptions> = {}) {
  const example = JSON.stringify({ platform, options: { id: 'shop-1', ...options } });
  const child = fork(script, { env: { ...process.env, EXAMPLE: example }, silent: true });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [url] = (await once(child, 'message')) as [string];
  return { child, url };
}

/** A request on a connection of its own, kept alive as a balancer keeps them. */
async function request(url: string, agent = new Agent({ keepAlive: true })): Promise<IncomingMessage> {
  const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
  return response;
}

async function text(response: IncomingMessage): Promise<string> {
  return (await response.setEncoding('utf8').toArray()).join('');
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  return child.exitCode ?? ((await once(child, 'exit')) as [number | null])[0];
}

const refused = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  );

describe.each(platforms)('a process on %s, told to stop', (platform) => {
  it('is unready first, and serves as before while balancers notice', async () => {
    const { child, url } = await start(platform, { delistSeconds: 1 });
    child.kill('SIGTERM');
    const response = await vi.waitFor(async () => {
      const answer = await request(`${url}/state`);
      expect(await text(answer)).toBe('draining');
      return answer;
    });
    expect(response.headers.connection).toBe('keep-alive');
    expect(await exitOf(child)).toBe(0);
  });

  it('ends streams, finishes requests, asks for new connections, and exits with 0', async () => {
    const { child, url } = await start(platform, { delistSeconds: 0 });
    const stream = await request(`${url}/stream`);
    const answer = request(`${url}/held`);
    await once(child, 'message');
    // An idle connection must not keep the process.
    await text(await request(`${url}/state`));
    child.kill('SIGTERM');
    expect(await text(stream)).toContain('data: bye');
    await vi.waitFor(async () => expect(await refused(`${url}/state`)).toBe(true));
    expect(child.exitCode).toBeNull();
    child.send('release');
    const held = await answer;
    expect(held.headers.connection).toBe('close');
    expect(await text(held)).toBe('released');
    expect(await exitOf(child)).toBe(0);
  });

  it('does not wait for balancers on SIGINT', async () => {
    const { child } = await start(platform, { delistSeconds: 60, stopSeconds: 60 });
    child.kill('SIGINT');
    expect(await exitOf(child)).toBe(0);
  });

  it('is cut off with 1 where a request does not end', async () => {
    const { child, url } = await start(platform, { delistSeconds: 0, stopSeconds: 1 });
    const cutOff = expect(request(`${url}/held`)).rejects.toThrow();
    await once(child, 'message');
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(1);
    await cutOff;
  });
});
