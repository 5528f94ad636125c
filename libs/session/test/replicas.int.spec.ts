import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisServer } from './redis-server.js';
import { Replicas } from './replicas.js';
import { Browser } from './session-app.js';
import { sized } from './test-length.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const secrets = ['a', 'b'].map((id) => `${id}:${randomBytes(32).toString('base64')}`);
const [oldKey, newKey] = secrets as [string, string];

describe('sessions of several processes', { timeout: sized(60_000, 900_000) }, () => {
  let redis: RedisServer;
  let replicas: Replicas;
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis.stop());
  afterEach(() => replicas.stop());

  it('keep what 100 writers write at once, to keys of their own and to one key', async () => {
    const one = { socket: redis.socket, keys: oldKey };
    replicas = await Replicas.start(one, one, one);
    const browser = new Browser(replicas.at(0));
    await browser.send('POST', '/items', { item: 'first' });
    const writers = Array.from({ length: 100 }, (_, at) => at);
    const answers = await Promise.all(
      writers.flatMap((at) => [
        browser.copy(replicas.at(at)).send('POST', '/set', { key: `key${at}`, value: `${at}` }),
        browser.copy(replicas.at(at + 1)).send('POST', '/items', { item: `item ${at}` }),
      ]),
    );
    expect(answers.filter(({ status }) => status !== 201)).toEqual([]);
    const { body } = await browser.copy(replicas.at(2)).send('GET', '/session');
    expect(body?.['items']).toHaveLength(101);
    expect(writers.filter((at) => body?.[`key${at}`] !== `${at}`)).toEqual([]);
  });

  it('show a browser what it wrote elsewhere, however busy the event loops and whatever order answers come in', async () => {
    const busy = { socket: redis.socket, keys: oldKey, near: true, busyMs: 20 };
    replicas = await Replicas.start(busy, busy);
    const [rounds, browsers] = [sized(6, 200), 50];
    let stale = 0;
    let reads = 0;
    const visit = async (start: number) => {
      const browser = new Browser(replicas.at(start));
      await browser.send('POST', '/note', { note: 'begun' });
      for (let round = 0; round < rounds; round++) {
        const [writer, reader] = [start + round, start + round + 1].map((at) =>
          browser.copy(replicas.at(at)),
        );
        await reader!.send('GET', '/session');
        const note = `${start} ${round}`;
        // Another answer of the same replica, on its way at the same time, may come before or after.
        const aside = browser.copy(replicas.at(start + round)).send('GET', '/session');
        await writer!.send('POST', '/note', { note });
        for (const [name, value] of writer!.cookies) reader!.cookies.set(name, value);
        if (round % 2) await aside;
        const seen = (await reader!.send('GET', '/session')).body?.['note'];
        if (seen !== note) stale++;
        reads++;
        await aside;
        for (const [name, value] of reader!.cookies) browser.cookies.set(name, value);
      }
    };
    await Promise.all(Array.from({ length: browsers }, (_, at) => visit(at)));
    expect(reads).toBe(rounds * browsers);
    expect(stale).toBe(0);
  });

  it('log nobody out while their keys are rotated in three rolls', async () => {
    const rolls = [oldKey, `${oldKey},${newKey}`, `${newKey},${oldKey}`];
    replicas = await Replicas.start(...rolls.map((keys) => ({ socket: redis.socket, keys })));
    const browsers = Array.from({ length: 20 }, () => new Browser(replicas.at(0)));
    await Promise.all(browsers.map((browser) => browser.send('POST', '/login')));
    // Two rings at a time are in service, in the order of the rolls; some visitors write, some sign in anew.
    for (const roll of [0, 1]) {
      await Promise.all(
        browsers.map(async (browser, at) => {
          for (let round = 0; round < sized(4, 10); round++) {
            const replica = browser.copy(replicas.at(roll + ((round + at) % 2)));
            if (round % 3 === 0) await replica.send('POST', '/note', { note: `${roll} ${round}` });
            if (round % 4 === 3) await replica.send('POST', '/login');
            const { status, body } = await replica.send('GET', '/session');
            expect([status, body?.['userId']]).toEqual([200, 'ada']);
            for (const [name, value] of replica.cookies) browser.cookies.set(name, value);
          }
        }),
      );
    }
  });
});
