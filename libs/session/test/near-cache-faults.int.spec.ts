import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Redis, RedisOptions } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FaultyProxy } from './faulty-proxy.js';
import { freePort } from './memcached-server.js';
import { Judge } from './near-cache-judge.js';
import { keyOf, sharedNow, type LoadReport, type LoadSettings } from './near-cache-load.js';
import { RedisGroup } from './redis-group.js';
import { RedisServer } from './redis-server.js';
import { sized } from './test-length.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 60_000 });

const SESSIONS = 200;
const FULL = process.env['TEST_FULL'] === '1';

/** Two processes that read all sessions and write half of them each. */
class Load {
  private constructor(private readonly children: readonly ChildProcess[]) {}

  static async start(...redis: RedisOptions[]): Promise<Load> {
    const script = fileURLToPath(new URL('./near-cache-load.mjs', import.meta.url));
    const children = redis.map((options, process_) => {
      const settings: LoadSettings = {
        redis: { commandTimeout: 250, ...options },
        sessions: SESSIONS,
        process: process_,
        processes: redis.length,
        readsPerTurn: sized(15, 60),
      };
      const env = { ...process.env, NEAR_CACHE_LOAD: JSON.stringify(settings) };
      return fork(script, { env, serialization: 'advanced' });
    });
    await Promise.all(children.map((child) => once(child, 'message')));
    return new Load(children);
  }

  tell(message: 'hold' | 'write'): void {
    for (const child of this.children) child.send(message);
  }

  async reads(): Promise<number> {
    const counts = await Promise.all(this.children.map((child) => ask(child, 'reads')));
    return (counts as number[]).reduce((sum, count) => sum + count);
  }

  /** Stops the second process for a while, as a suspended machine would be. */
  async pause(ms: number): Promise<void> {
    this.children[1]!.kill('SIGSTOP');
    await delay(ms);
    this.children[1]!.kill('SIGCONT');
  }

  async finish(): Promise<LoadReport[]> {
    const reports = await Promise.all(this.children.map((child) => ask(child, 'finish')));
    return reports as LoadReport[];
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }),
    );
  }
}

async function ask(child: ChildProcess, question: string): Promise<unknown> {
  child.send(question);
  return ((await once(child, 'message')) as [unknown])[0];
}

/** Looks again and again which records are missing, until stopped. */
function watchMissing(redis: Redis, judge: Judge): () => Promise<void> {
  let stopped = false;
  const names = Array.from({ length: SESSIONS }, (_, at) => `s:{${keyOf(at).tag}}:${keyOf(at).hash}`);
  const watching = (async () => {
    while (!stopped) {
      const asked = sharedNow();
      const values = await redis.mget(names).catch(() => []);
      const told = sharedNow();
      values.forEach((value, session) => value === null && judge.missing(session, asked, told));
      await delay(50);
    }
  })();
  return async () => {
    stopped = true;
    await watching;
  };
}

let load: Load | undefined;
afterEach(async () => {
  await load?.stop();
  load = undefined;
});

describe('two near caches under load', () => {
  let server: RedisServer;
  let proxy: FaultyProxy;
  beforeEach(async () => {
    server = await RedisServer.start();
    proxy = await FaultyProxy.to(server.socket);
  });
  afterEach(async () => {
    await proxy.close();
    await server.stop();
  });

  it('answer at most 1 s behind other processes and never behind their own, whatever fails', async () => {
    const admin = server.connect();
    load = await Load.start({ path: server.socket }, { path: proxy.path });
    const judge = new Judge(2);
    const stopWatching = watchMissing(server.connect(), judge);
    const target = sized(1, 1_000_000);
    do {
      await cut(admin, / redir=[1-9]/);
      await delay(600);
      await cut(admin, / sub=1 /);
      await delay(600);
      for (const connection of ['tracking', 'subscribe']) {
        proxy.sever(connection);
        await delay(2300);
        if (!FULL) continue;
        proxy.stall(connection);
        await delay(2300);
        proxy.release();
        await delay(600);
      }
      await load.pause(sized(1500, 3000));
      await delay(500);
      await admin.flushall();
      await delay(300);
      await admin.config('SET', 'maxmemory-policy', 'allkeys-random');
      await admin.config('SET', 'maxmemory', '1');
      await delay(100);
      await admin.config('SET', 'maxmemory', '0');
      await delay(1200);
    } while ((await load.reads()) < target);
    await stopWatching();
    const verdict = judge.verdict(await load.finish());
    process.stdout.write(`${JSON.stringify(verdict)}\n`);
    expect(verdict).toMatchObject({ stale: 0, behindOwnWrite: 0, staleFromRedis: 0, expired: 0 });
    expect(verdict.hits).toBeGreaterThan(verdict.reads / 2);
    expect(verdict.reads).toBeGreaterThanOrEqual(sized(20_000, 1_000_000));
  });

  /** Disconnects the clients of both processes whose line in CLIENT LIST matches. */
  async function cut(admin: Redis, pattern: RegExp): Promise<void> {
    for (const line of String(await admin.client('LIST')).split('\n'))
      if (pattern.test(line)) await admin.client('KILL', 'ID', /id=(\d+)/.exec(line)![1]!);
  }
});

describe.runIf(FULL)('two near caches under load in a failover', () => {
  it('answer from memory at most 1 s behind the new master after REPLICAOF', async () => {
    const ports = [String(await freePort()), String(await freePort())] as const;
    const at = (port: string) => ['--port', port, '--bind', '127.0.0.1', '--repl-diskless-sync-delay', '0'];
    const first = await RedisServer.start(...at(ports[0]));
    const second = await RedisServer.start(...at(ports[1]), '--replicaof', '127.0.0.1', ports[0]);
    const nodes = [first.connect(), second.connect()] as const;
    const proxies = await Promise.all([1, 2].map(() => FaultyProxy.to(first.socket)));
    try {
      load = await Load.start(...proxies.map(({ path }) => ({ path })));
      for (const round of [0, 1, 2, 3]) {
        const [old, next] = round % 2 ? [1, 0] : [0, 1];
        await delay(1500);
        load.tell('hold');
        await vi.waitFor(async () => expect(await sizesOf(nodes)).toEqual(['up', 'same']), 10_000);
        // Demoted first: what the new master takes is written later than the old one knew of its demotion.
        await nodes[old]!.replicaof('127.0.0.1', ports[next]!);
        await nodes[next]!.replicaof('NO', 'ONE');
        for (const proxy of proxies) proxy.target = [first, second][next]!.socket;
        load.tell('write');
        await delay(3000);
      }
      const verdict = new Judge(2).verdict(await load.finish());
      process.stdout.write(`${JSON.stringify(verdict)}\n`);
      expect(verdict).toMatchObject({ stale: 0, expired: 0 });
      expect(verdict.hits).toBeGreaterThan(verdict.reads / 3);
    } finally {
      await load?.stop();
      for (const proxy of proxies) await proxy.close();
      await Promise.all([first.stop(), second.stop()]);
    }
  });

  it('answer from memory at most 1 s behind the new master that Sentinel made', async () => {
    const group = await RedisGroup.sentinels();
    try {
      const { sentinels } = group.options;
      load = await Load.start(group.options, { ...group.options, sentinels: [...sentinels!].reverse() });
      await delay(3000);
      load.tell('hold');
      await delay(300);
      await group.replicated();
      await group.killMaster('');
      load.tell('write');
      await delay(10_000);
      const verdict = new Judge(2).verdict(await load.finish());
      process.stdout.write(`${JSON.stringify(verdict)}\n`);
      expect(verdict).toMatchObject({ stale: 0, expired: 0 });
      expect(verdict.hits).toBeGreaterThan(verdict.reads / 3);
    } finally {
      await load?.stop();
      await group.stop();
    }
  });
});

/** Whether the replica is connected, and has all that its master has. */
async function sizesOf(nodes: readonly Redis[]): Promise<string[]> {
  const infos = await Promise.all(nodes.map(async (node) => String(await node.info('replication'))));
  const [link] = infos.flatMap((info) => /master_link_status:(\w+)/.exec(info)?.[1] ?? []);
  const offsets = infos.map((info) => /\bmaster_repl_offset:(\d+)/.exec(info)![1]);
  return [link ?? '', offsets[0] === offsets[1] ? 'same' : 'behind'];
}
