import { holds, works, type Check } from '../runner/check.js';
import { readings } from '../runner/readings.js';

import type { Redis } from 'ioredis';

// For the workshop alone.
const OLD = `2024:${Buffer.alloc(32, 'old').toString('base64')}`;
// The old key's id, with another secret.
const OTHER = `2024:${Buffer.alloc(32, 'other').toString('base64')}`;
const NEW = `2025:${Buffer.alloc(32, 'new').toString('base64')}`;

export const check: Check = {
  rule: 'sealed/nothing-readable',
  says: 'A dump of the store shows no user and opens no session, and keys can change.',
  why: 'A backup, a replica or a colleague with access to Redis is as good as every customer at once.',
  environment: { KEYS: OLD },
  async run({ visitor, play, random }) {
    const people = Array.from({ length: 4 }, () => visitor(random.word()));
    const emails = people.map(() => `${random.word()}@${random.word()}.example`);
    for (const [at, person] of people.entries()) {
      const login = await person.post('/login', { user: person.name, email: emails[at] });
      works(
        login.status === 201 && login.body.user === person.name,
        'POST /login must answer 201 and the user.',
      );
      const { body } = await person.get('/me');
      works(
        body.user === person.name && body.email === emails[at],
        'GET /me must answer the user and the email.',
      );
    }
    const dump = await dumpOf(play.stage.admin);
    works(dump.length > 0, 'Sessions must be in Redis.');
    for (const [at, person] of people.entries()) {
      holds(!dump.includes(emails[at]!), `${emails[at]} stands in Redis.`);
      holds(!dump.includes(person.name), `The user ${person.name} stands in Redis.`);
      for (const value of (await person.cookies()).values())
        holds(!dump.includes(value), 'The cookie of a session stands in Redis.');
    }
    const twins = [visitor('one tab'), visitor('another tab')];
    const twin = { user: random.word(), email: `${random.word()}@${random.word()}.example` };
    for (const tab of twins) await tab.post('/login', twin);
    const values = await valuesOf(play.stage.admin);
    holds(
      !values.some((one, at) => values.slice(at + 1).some((other) => shareText(one, other))),
      'Two sessions with the same content look the same in Redis: each write needs an IV of its own.',
    );
    await play.roll({ KEYS: `${NEW},${OLD}` });
    const late = visitor(random.word());
    works(
      (await late.post('/login', { user: late.name, email: emails[0] })).status === 201,
      'POST /login must answer 201.',
    );
    for (const person of people) {
      const { status, body } = await person.get('/me');
      holds(
        status === 200 && body.user === person.name,
        `After the change of keys ${person.name} got ${status}.`,
      );
    }
    // What was sealed with a key is readable with it alone.
    await play.crash('app-1', { KEYS: `${NEW},${OTHER}` });
    const newKeyOnly = play.urlOf('app-1');
    holds(
      (await late.straightTo(newKeyOnly).get('/me')).status === 200,
      'A session from after the change of keys is not sealed with the new key.',
    );
    holds(
      (await people[0]!.straightTo(newKeyOnly).get('/me')).status !== 200,
      'A session opens without the key that sealed it: the key is not what keeps it closed.',
    );
  },
};

/** Everything that Redis holds, also with its usual encodings undone. */
async function dumpOf(redis: Redis): Promise<string> {
  const texts = [...(await redis.keys('*')), ...(await valuesOf(redis))];
  return texts.flatMap((text) => readings(text)).join('\n');
}

/** The value of every key, as Latin-1. */
async function valuesOf(redis: Redis): Promise<string[]> {
  const names = await redis.keys('*');
  const values = names.map(async (name): Promise<Buffer[]> => {
    switch (await redis.type(name)) {
      case 'string':
        return [(await redis.getBuffer(name)) ?? Buffer.alloc(0)];
      case 'hash':
        return Object.entries(await redis.hgetallBuffer(name)).flatMap(([field, value]) => [
          Buffer.from(field),
          value,
        ]);
      case 'list':
        return redis.lrangeBuffer(name, 0, -1);
      case 'set':
        return redis.smembersBuffer(name);
      case 'zset':
        return redis.zrangeBuffer(name, '0', '-1');
      default:
        return [(await redis.dumpBuffer(name)) ?? Buffer.alloc(0)];
    }
  });
  return (await Promise.all(values)).flat().map((value) => value.toString('latin1'));
}

/** Whether the second half of one text is within the other. */
function shareText(one: string, other: string): boolean {
  const half = one.slice(Math.floor(one.length / 2), Math.floor(one.length / 2) + 24);
  return half.length === 24 && other.includes(half);
}
