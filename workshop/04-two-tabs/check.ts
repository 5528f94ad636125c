import { holds, works, type Check } from '../runner/check.js';

export const check: Check = {
  rule: 'two-tabs/no-lost-update',
  says: 'Of two additions at the same time, both are in the cart.',
  why: 'What somebody put into the cart is not there at the till, and nobody can tell why.',
  async run({ visitor, random }) {
    for (let round = 0; round < 8; round++) {
      const ada = visitor(random.word());
      const [first, second, third] = [random.word(), random.word(), random.word()];
      const begun = await ada.post('/cart', { item: first });
      works(begun.status === 201, 'POST /cart must answer 201.');
      const shown = (await ada.get('/cart')).body.items;
      works(
        Array.isArray(shown) && shown.length === 1 && shown[0] === first,
        'GET /cart must show what was added.',
      );
      await Promise.all([ada.post('/cart', { item: second }), ada.post('/cart', { item: third })]);
      const items = (await ada.get('/cart')).body.items as string[];
      for (const item of [first, second, third])
        holds(items.includes(item), `${item} was added and is not in the cart.`);
      holds(items.length === 3, `There are ${items.length} items where three were added.`);
    }
  },
};
