import { holds, works, type Check } from '../runner/check.js';

import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';

const IDLE = 2;
const ABSOLUTE = 4;

export const check: Check = {
  rule: 'write-tax/reads-do-not-write',
  says: 'Reads cost next to no writes, use prolongs a session, and nothing prolongs it for ever.',
  why: 'Every page view writes to the store: it is the first thing that will not scale. And a stolen cookie that is used lives for ever.',
  environment: { IDLE_SECONDS: String(IDLE), ABSOLUTE_SECONDS: String(ABSOLUTE) },
  async run({ visitor, play, random }) {
    const ada = visitor(random.word());
    const bob = visitor(random.word());
    works((await bob.post('/login', { user: bob.name })).status === 201, 'POST /login must answer 201.');
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    works(
      (await ada.post('/login', { user: ada.name })).body.user === ada.name,
      'POST /login must answer the user.',
    );
    const { admin } = play.stage;
    for (const key of await admin.keys('*'))
      holds((await admin.pttl(key)) > 0, `${key} stays in Redis without an end.`);
    const writesBefore = await writes(play.stage.admin);
    for (let time = 0; time < 40; time++)
      works((await ada.get('/me')).body.user === ada.name, 'GET /me must answer the user.');
    const written = (await writes(play.stage.admin)) - writesBefore;
    holds(written <= 4, `Forty reads wrote ${written} times to Redis.`);
    while (seconds() < IDLE + 1) {
      await delay(300);
      holds(
        (await ada.get('/me')).status === 200,
        `A session that is used ended after ${seconds().toFixed(1)} s.`,
      );
    }
    holds(
      (await bob.get('/me')).status === 401,
      `A session that nobody used for ${seconds().toFixed(1)} s still lives; its idle time is ${IDLE} s.`,
    );
    while (seconds() < ABSOLUTE + 0.6) {
      await delay(300);
      await ada.get('/me');
    }
    holds(
      (await ada.get('/me')).status === 401,
      `The session still lives after ${seconds().toFixed(1)} s of ${ABSOLUTE}.`,
    );
  },
};

/** How many commands have written so far, those within scripts among them. */
async function writes(redis: Redis): Promise<number> {
  const writing = new Set((await redis.call('COMMAND', 'LIST', 'FILTERBY', 'ACLCAT', 'write')) as string[]);
  const stats = await redis.info('commandstats');
  return [...stats.matchAll(/^cmdstat_([^:|]+)[^:]*:calls=(\d+)/gm)]
    .filter(([, command]) => writing.has(command!))
    .reduce((sum, [, , calls]) => sum + Number(calls), 0);
}
