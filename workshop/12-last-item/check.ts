import { holds, works, type Check } from '../runner/check.js';

export const check: Check = {
  rule: 'last-item/sold-once',
  says: 'No more is sold than was there, and a repetition gets the first answer.',
  why: 'People are promised what nobody has, and pay twice for what they wanted once.',
  async run({ visitor, random }) {
    const keeper = visitor('keeper');
    for (let round = 0; round < 3; round++) {
      const count = random.between(2, 4);
      works(
        (await keeper.post('/stock', { count })).body.left === count,
        'POST /stock must answer {"left": count}.',
      );
      works((await keeper.get('/stock')).body.left === count, 'GET /stock must answer {"left": count}.');
      const buyers = Array.from({ length: 8 }, () => visitor(random.word()));
      const answers = await Promise.all(
        buyers.map(async (buyer) => {
          const key = { 'idempotency-key': `${buyer.name}-${random.word()}` };
          const twins = await Promise.all([buyer.post('/buy', {}, key), buyer.post('/buy', {}, key)]);
          return [...twins, await buyer.post('/buy', {}, key)];
        }),
      );
      const orders = new Set<unknown>();
      for (const [at, all] of answers.entries()) {
        works(
          all.every(({ status }) => status === 201 || status === 409),
          'POST /buy must answer 201 or 409.',
        );
        const got = new Set(
          all.map(({ status, body }) => (status === 201 ? String(body.order) : 'sold out')),
        );
        holds(got.size === 1, `${buyers[at]!.name} sent one key three times and got ${[...got].join(', ')}.`);
        for (const { status, body } of all) if (status === 201) orders.add(body.order);
      }
      works(orders.size > 0 && !orders.has(undefined), 'POST /buy must answer {"order": its number}.');
      holds(orders.size === count, `${orders.size} orders were taken for ${count} pairs.`);
      const { left } = (await keeper.get('/stock')).body;
      holds(left === 0, `${String(left)} are left of ${count}, of which ${orders.size} were sold.`);
    }
  },
};
