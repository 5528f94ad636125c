import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { PrismaService } from '../src/database/prisma.service.js';
import { ShopApp } from './shop-app.js';

const dumps: Record<string, () => Promise<string>> = {
  redis: redisDump,
  near: redisDump,
  memcached: memcachedDump,
  postgres: sessionRows,
};

describe.each(Object.entries(dumps))('what the state %s keeps', (state, dumped) => {
  let shop: ShopApp;
  beforeAll(async () => {
    shop = await ShopApp.start({ LAB: 'off', SHOP_STATE: state, SHOP_ROUTING: 'cookie' });
  });
  afterAll(() => shop.stop());

  it('shows no e-mail, no product and no session id to who reads all of it', async () => {
    const guest = shop.visitor();
    const products = (await (await guest.request('/api/products?limit=5')).json()) as {
      items: { sku: string; name: string }[];
    };
    const customer = await shop.customer();
    const secrets = [customer.email, customer.email.split('@')[0]!];
    for (const visitor of [guest, customer]) {
      for (const { sku, name } of products.items) {
        const added = await visitor.send('POST', '/api/cart/items', { sku, quantity: 1 });
        expect(added.status).toBe(201);
        secrets.push(sku, name);
      }
    }
    const before = await dumped();
    const ids: string[] = [];
    for (const visitor of [guest, customer])
      for (const { key, value } of await visitor.jar.getCookies(shop.url))
        if (/^session_(?!.*fresh)/.test(key)) ids.push(...value.split('.'));
    // The tag stands in the store, the secret that opens the session does not.
    const [tags, opening] = [ids.filter((_, at) => at % 2 === 0), ids.filter((_, at) => at % 2 === 1)];
    expect(opening).toHaveLength(2);
    for (const tag of tags) expect(before).toContain(tag);
    for (const secret of [...secrets, ...opening]) expect(before).not.toContain(secret);
  });
});

/** A dump file of the whole Redis, as a backup or a thief has it. */
async function redisDump(): Promise<string> {
  const redis = new Redis(inject('redisUrl'));
  await redis.config('SET', 'rdbcompression', 'no');
  await redis.save();
  const [, directory] = (await redis.config('GET', 'dir')) as string[];
  const [, file] = (await redis.config('GET', 'dbfilename')) as string[];
  redis.disconnect();
  return (await readFile(join(directory!, file!))).toString('latin1');
}

/** Every key of memcached and what stands there. */
async function memcachedDump(): Promise<string> {
  const keys = await askMemcached('lru_crawler metadump all', 'END\r\n');
  const names = [...keys.matchAll(/^key=(\S+)/gm)].map(([, name]) => decodeURIComponent(name!));
  const values = await Promise.all(names.map((name) => askMemcached(`get ${name}`, 'END\r\n')));
  return values.join('\n');
}

async function askMemcached(command: string, end: string): Promise<string> {
  const { hostname, port } = new URL(`tcp://${inject('memcachedUrl').replace(/^\w+:\/\//, '')}`);
  const socket = connect(Number(port), hostname).setEncoding('latin1');
  socket.write(`${command}\r\n`);
  let answer = '';
  for await (const chunk of socket) {
    answer += chunk as string;
    if (answer.endsWith(end)) break;
  }
  socket.destroy();
  return answer;
}

/** The rows of the table of sessions; accounts have e-mails, and a table of their own. */
async function sessionRows(): Promise<string> {
  const prisma = new PrismaService({ databaseUrl: inject('databaseUrl'), replicaId: 'test' });
  const rows = await prisma.httpSession.findMany();
  await prisma.$disconnect();
  return rows
    .map(({ payload, ...row }) => JSON.stringify(row) + Buffer.from(payload).toString('latin1'))
    .join('\n');
}
