import type { WrongSolution } from '../runner/wrong-solution.js';

const PUSH = 'await redis.rpush(`cart:${id}`, item);';
const EXPIRE = 'await redis.expire(`cart:${id}`, 1800);';
const RANGE = 'return redis.lrange(`cart:${id}`, 0, -1);';
const GET = "return JSON.parse((await redis.get(`cart:${id}`)) ?? '[]') as string[];";
const SET = "await redis.set(`cart:${id}`, JSON.stringify([...(await itemsOf(id)), item]), 'EX', 1800);";
const CONNECT = 'const redis = new Redis(process.env.REDIS_URL!);';

export const wrong: readonly WrongSolution[] = [
  {
    name: 'the cart is read right before it is written',
    edits: [
      [PUSH, SET],
      [EXPIRE, ''],
      [RANGE, GET],
    ],
  },
  {
    name: 'the cart is a set',
    edits: [
      [PUSH, 'await redis.sadd(`cart:${id}`, item);'],
      [RANGE, 'return redis.smembers(`cart:${id}`);'],
    ],
  },
  {
    name: 'WATCH on the connection that all requests share',
    edits: [
      [
        PUSH,
        `for (;;) {
      await redis.watch(\`cart:\${id}\`);
      const items = await itemsOf(id);
      if (await redis.multi().set(\`cart:\${id}\`, JSON.stringify([...items, item]), 'EX', 1800).exec()) break;
    }`,
      ],
      [EXPIRE, ''],
      [RANGE, GET],
    ],
  },
  {
    name: 'a queue in the process',
    edits: [
      [
        PUSH,
        `queue = queue.then(async () => {
      ${SET}
    });
    await queue;`,
      ],
      [EXPIRE, ''],
      [RANGE, GET],
      [CONNECT, `${CONNECT}\nlet queue = Promise.resolve();`],
    ],
  },
  {
    name: 'the cart is read again after writing, and written again where the item is missing',
    edits: [
      [PUSH, `${SET}\n    if (!(await itemsOf(id)).includes(item)) ${SET}`],
      [EXPIRE, ''],
      [RANGE, GET],
    ],
  },
  {
    name: 'a lock that expires early, and that any request may delete',
    edits: [
      [
        PUSH,
        `while (!(await redis.set(\`lock:\${id}\`, 1, 'PX', 20, 'NX'))) await delay(2);
    ${SET}
    await redis.del(\`lock:\${id}\`);`,
      ],
      [EXPIRE, ''],
      [RANGE, GET],
    ],
  },
  {
    name: 'a version that is compared in the process',
    edits: [
      [
        PUSH,
        `for (;;) {
      const [version, items] = [await redis.get(\`version:\${id}\`), await itemsOf(id)];
      if ((await redis.get(\`version:\${id}\`)) !== version) continue;
      await redis.incr(\`version:\${id}\`);
      await redis.set(\`cart:\${id}\`, JSON.stringify([...items, item]), 'EX', 1800);
      break;
    }`,
      ],
      [EXPIRE, ''],
      [RANGE, GET],
    ],
  },
];
