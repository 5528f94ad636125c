import { randomBytes } from 'node:crypto';
import { KeyRing, MemorySessionStore, StoredSessions, type OpenedSession } from '@app/session';
import { Redis } from 'ioredis';
import { Visitor } from '../client/visitor.js';
import type { LabCluster } from '../control/running-demo.js';
import { quantile } from '../measure/evenness.js';
import type { Experiment } from '../laboratory/experiment.js';

const SKUS = ['FRU-001', 'DRI-001', 'PAN-001'];

/** What a copy of Redis reveals, and what encryption costs. */
export const encryption: Experiment = {
  name: 'encryption',
  question: 'What does a dump of the session store show, and what does encryption cost?',
  async run(laboratory) {
    const cluster = await laboratory.cluster();
    laboratory.progress('encryption: reading all of Redis');
    const dump = await whatADumpShows(cluster, laboratory.length(20, 8));
    laboratory.progress('encryption: sessions with and without');
    const rounds = laboratory.length(7, 3);
    const plain = await commits(false, rounds);
    const sealed = await commits(true, rounds);
    const control = SKUS.filter((sku) => plain.payload.includes(sku)).length;
    const microseconds = sealed.microseconds - plain.microseconds;
    return {
      tables: [
        {
          title: 'Searched for in everything that Redis holds',
          columns: ['what', 'searched for', 'found'],
          rows: [
            ['the secrets of session cookies', dump.secrets.length, dump.found(dump.secrets)],
            ['goods in carts', SKUS.length, dump.found(SKUS)],
            ['e-mail addresses', dump.emails.length, dump.found(dump.emails)],
            ['goods in a session that is not encrypted (control)', SKUS.length, control],
          ],
        },
        {
          title: 'One change of a session in this process, without network or store',
          columns: ['sessions', 'µs, median', 'bytes stored'],
          rows: [
            ['plain', plain.microseconds, plain.payload.length],
            ['AES-256-GCM', sealed.microseconds, sealed.payload.length],
          ],
        },
      ],
      verdicts: [
        {
          claim: 'a dump shows no secret that opens a session, no cart and no address',
          holds:
            dump.records >= dump.secrets.length &&
            dump.found([...dump.secrets, ...SKUS, ...dump.emails]) === 0,
          evidence: `${dump.found([...dump.secrets, ...SKUS, ...dump.emails])} of ${dump.secrets.length + SKUS.length + dump.emails.length} words in ${dump.records} records`,
        },
        {
          claim: 'the same search finds all goods where nothing is encrypted',
          holds: control === SKUS.length,
          evidence: `${control} of ${SKUS.length}`,
        },
      ],
      insight: [
        `In ${dump.records} records of Redis none of ${dump.secrets.length + SKUS.length + dump.emails.length} words was found; encryption added ${microseconds.toFixed(1)} µs and ${sealed.payload.length - plain.payload.length} bytes to a change.`,
        'A hash instead of the id and a key that the store never sees make a stolen backup a list of random bytes; that is cheap enough to leave on.',
      ],
    };
  },
};

/** Fills carts of signed-in visitors, then reads every key and every value of Redis. */
async function whatADumpShows({ crowd, url, redis: redisUrl }: LabCluster, visitors: number) {
  const emails: string[] = [];
  const secrets: string[] = [];
  for (let count = 0; count < visitors; count++) {
    const visitor = new Visitor(crowd ?? url);
    const email = `${crypto.randomUUID()}@example.com`;
    await visitor.send('PUT', '/api/lab/mode', { preset: 'external' });
    await visitor.send('POST', '/api/auth/register', { email, password: crypto.randomUUID(), name: 'Ada' });
    for (const sku of SKUS) await visitor.send('POST', '/api/cart/items', { sku, quantity: 1 });
    const cookies = await visitor.jar.getCookies(visitor.url);
    const secret = cookies
      .find(({ key }) => /^session_redis_/.test(key) && !key.includes('fresh'))
      ?.value.split('.')[1];
    if (!secret) throw new Error('A visitor of external has no session cookie.');
    emails.push(email);
    secrets.push(secret);
  }
  const redis = new Redis(redisUrl, { protocol: 2 });
  try {
    const records: Buffer[] = [];
    for await (const keys of redis.scanStream({ count: 500 }))
      for (const key of keys as string[]) records.push(await readAll(redis, key));
    const all = Buffer.concat(records);
    const found = (words: readonly string[]) => words.filter((word) => all.includes(word)).length;
    return { emails, secrets, records: records.length, found };
  } finally {
    redis.disconnect();
  }
}

async function readAll(redis: Redis, key: string): Promise<Buffer> {
  const name = Buffer.from(`${key}\n`);
  switch (await redis.type(key)) {
    case 'hash':
      return Buffer.concat([name, ...Object.values(await redis.hgetallBuffer(key))]);
    case 'string':
      return Buffer.concat([name, (await redis.getBuffer(key)) ?? Buffer.alloc(0)]);
    case 'zset':
      return Buffer.concat([
        name,
        ...(await redis.zrange(key, '0', '-1')).map((member) => Buffer.from(member)),
      ]);
    default:
      return name;
  }
}

/** Changes a session again and again. @returns the median of several rounds, and what lies in the store in the end */
async function commits(encrypt: boolean, rounds: number) {
  const CHANGES = 2_000;
  // Bytes, as a store outside this process gets them.
  const store = Object.assign(new MemorySessionStore(), { keepsObjects: false });
  let payload: Buffer = Buffer.alloc(0);
  const compareAndSet = store.compareAndSet.bind(store);
  store.compareAndSet = (key, version, bytes, lifetime) =>
    compareAndSet(key, version, (payload = bytes), lifetime);
  const sessions = new StoredSessions({
    store,
    keys: new KeyRing([{ id: 'k1', secret: randomBytes(32) }]),
    encrypt,
  });
  const cart = { lines: SKUS.map((sku) => ({ sku, quantity: 1 })), version: 1 };
  let session: OpenedSession = await sessions.commit(
    await sessions.open({ cookies: {}, secure: false }),
    () => ({ cart }),
  );
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    for (let change = 0; change < CHANGES; change++)
      session = await sessions.commit(session, (data) => ({ ...data, hits: change }));
    times.push(((performance.now() - began) * 1000) / CHANGES);
  }
  return { microseconds: quantile(times, 0.5), payload };
}
