import type { WrongSolution } from '../runner/wrong-solution.js';

const BUY = "const order = await redis.eval(BUY, 2, 'stock', `bought:${key}`, randomUUID(), KEEP_SECONDS);";

/** Replaces the script by steps of JavaScript, which give the order, or nothing when all is sold. */
function steps(body: string): readonly (readonly [string, string])[] {
  return [
    [BUY, 'const order = await take(key);'],
    [
      '@Controller()',
      `async function take(key: string): Promise<string | null> {\n  const name = \`bought:\${key}\`;\n${body}\n}\n\n@Controller()`,
    ],
  ];
}

export const wrong: readonly WrongSolution[] = [
  {
    name: 'claim the key, then decrement',
    edits: steps(`  const order = randomUUID();
  if (!(await redis.set(name, order, 'EX', KEEP_SECONDS, 'NX'))) {
    const known = await redis.get(name);
    return known === 'sold out' ? null : known;
  }
  if ((await redis.decr('stock')) >= 0) return order;
  await redis.incr('stock');
  await redis.set(name, 'sold out', 'EX', KEEP_SECONDS);
  return null;`),
  },
  {
    name: 'decrement, then write the key',
    edits: steps(`  const known = await redis.get(name);
  if (known) return known;
  if ((await redis.decr('stock')) < 0) {
    await redis.incr('stock');
    return null;
  }
  const order = randomUUID();
  if (await redis.set(name, order, 'EX', KEEP_SECONDS, 'NX')) return order;
  await redis.incr('stock');
  return redis.get(name);`),
  },
  {
    name: 'look at the shelf, then take',
    edits: steps(`  const known = await redis.get(name);
  if (known) return known;
  if (Number(await redis.get('stock')) <= 0) return null;
  const order = randomUUID();
  await redis.multi().decr('stock').set(name, order, 'EX', KEEP_SECONDS).exec();
  return order;`),
  },
  {
    name: 'the key is not looked at',
    edits: steps(`  if ((await redis.decr('stock')) >= 0) return \`\${name}-\${randomUUID()}\`;
  await redis.incr('stock');
  return null;`),
  },
  {
    name: 'known keys are in the memory of the replica',
    edits: [
      ...steps(`  const known = orders.get(name);
  if (known) return known;
  if ((await redis.decr('stock')) < 0) {
    await redis.incr('stock');
    return null;
  }
  const order = randomUUID();
  orders.set(name, order);
  return order;`),
      ['const KEEP_SECONDS', 'const orders = new Map<string, string>();\nconst KEEP_SECONDS'],
    ],
  },
  {
    name: 'a lock around three steps, which a crash leaves closed',
    edits: steps(`  if (!(await redis.set('lock', 1, 'EX', 60, 'NX'))) throw new ConflictException('busy');
  try {
    const known = await redis.get(name);
    if (known) return known;
    if (Number(await redis.get('stock')) <= 0) return null;
    const order = randomUUID();
    await redis.multi().decr('stock').set(name, order, 'EX', KEEP_SECONDS).exec();
    return order;
  } finally {
    await redis.del('lock');
  }`),
  },
  {
    name: 'a repetition is refused as a conflict',
    edits: [['if known then return known end', 'if known then return nil end']],
  },
];
