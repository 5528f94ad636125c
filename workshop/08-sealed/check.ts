import { holds, works, type Check } from '../runner/check.js';

import type { Redis } from 'ioredis';

// For the workshop alone.
const OLD = `2024:${Buffer.alloc(32, 'old').toString('base64')}`;
const NEW = `2025:${Buffer.alloc(32, 'new').toString('base64')}`;

export const check: Check = {
  rule: 'sealed/nothing-readable',
  says: 'A dump of the store shows nobody and opens nothing, and keys can change.',
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
    await play.roll({ KEYS: `${NEW},${OLD}` });
    for (const person of people) {
      const { status, body } = await person.get('/me');
      holds(
        status === 200 && body.user === person.name,
        `After the change of keys ${person.name} got ${status}.`,
      );
    }
  },
};

async function dumpOf(redis: Redis): Promise<string> {
  const names = await redis.keys('*');
  const values = await Promise.all(
    names.map(async (name) => {
      const type = await redis.type(name);
      if (type === 'hash') return JSON.stringify(await redis.hgetall(name));
      return type === 'string' ? (await redis.getBuffer(name))!.toString('latin1') : '';
    }),
  );
  return [...names, ...values].join('\n');
}
