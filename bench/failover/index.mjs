// npm run bench -- failover [--rounds 5]: a master dies, its replica takes over: how many writes that were acknowledged are gone?
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { startPair } from './nodes.mjs';
import { median } from '../statistics.mjs';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { rounds: { type: 'string', default: '5' } },
});
const WRITERS = 8;

const settings = [
  { name: 'as Redis comes', redis: [] },
  { name: '`WAIT 1 100` after each write', redis: [], wait: true },
  {
    name: '`min-replicas-to-write 1`, lag 1 s',
    redis: ['--min-replicas-to-write', '1', '--min-replicas-max-lag', '1'],
  },
];
/** How long, in ms, the replica hears nothing before the master dies. */
const silences = [0, 3000];

process.stdout.write(
  '| setting | the replica heard nothing for | writes acknowledged | of them lost | refused, or not confirmed | ms a write |\n|---|--:|--:|--:|--:|--:|\n',
);
for (const silence of silences)
  for (const setting of settings) {
    const rounds = [];
    for (let round = 0; round < Number(values.rounds); round++) rounds.push(await play(setting, silence));
    const sum = (key) => rounds.reduce((total, round) => total + round[key], 0);
    process.stdout.write(
      `| ${setting.name} | ${silence / 1000} s | ${sum('acknowledged')} | ${sum('lost')} | ${sum('refused')} | ${median(rounds.map(({ ms }) => ms)).toFixed(2)} |\n`,
    );
  }

/** One failover under load. */
async function play({ redis, wait = false }, silence) {
  const { master, replica, wire } = await startPair(redis);
  const counts = { acknowledged: 0, refused: 0, lost: 0 };
  const times = [];
  let over = false;
  try {
    const writers = Array.from({ length: WRITERS }, async (_, at) => {
      const client = new Redis({ port: master.port, retryStrategy: null, maxRetriesPerRequest: 0 });
      client.on('error', () => undefined);
      let last = 0;
      while (!over) {
        const began = performance.now();
        try {
          const value = await client.incr(`writer:${at}`);
          if (!wait || (await client.wait(1, 100)) >= 1) {
            last = value;
            counts.acknowledged++;
          } else counts.refused++;
          times.push(performance.now() - began);
        } catch {
          counts.refused++;
          await delay(20);
        }
      }
      client.disconnect();
      return last;
    });
    await delay(500);
    if (silence > 0) wire.fallSilent();
    await delay(silence);
    master.signal('SIGKILL');
    over = true;
    const acknowledged = await Promise.all(writers);
    await replica.redis.replicaof('NO', 'ONE');
    const kept = await replica.redis.mget(acknowledged.map((_, at) => `writer:${at}`));
    acknowledged.forEach((last, at) => (counts.lost += Math.max(0, last - Number(kept[at] ?? 0))));
    return { ...counts, ms: median(times) };
  } finally {
    await master.stop();
    await replica.stop();
    wire.stop();
  }
}
