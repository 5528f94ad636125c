import { holds, works, type Check } from '../runner/check.js';
import { meanwhile } from '../runner/meanwhile.js';
import type { Visitor } from '../runner/visitor.js';

export const check: Check = {
  rule: 'two-tabs/no-lost-update',
  says: 'Of two additions at the same time, both are in the cart.',
  why: 'An item that was added is missing at the checkout, and no log says why.',
  async run({ visitor, play, random, history }) {
    /** A visitor with one item in the cart. */
    async function shopper(): Promise<{ ada: Visitor; first: string }> {
      const ada = visitor(random.word());
      const first = random.word();
      works((await ada.post('/cart', { item: first })).status === 201, 'POST /cart must answer 201.');
      const shown = (await ada.get('/cart')).body.items;
      works(
        Array.isArray(shown) && shown.length === 1 && shown[0] === first,
        'GET /cart must show what was added.',
      );
      return { ada, first };
    }
    /** Asks for a cart with these items, as often as they were added. */
    async function contains(ada: Visitor, added: readonly string[]): Promise<void> {
      const items = (await ada.get('/cart')).body.items as string[];
      for (const item of added) holds(items.includes(item), `${item} was added and is not in the cart.`);
      holds(
        items.length === added.length,
        `There are ${items.length} items where ${added.length} were added.`,
      );
    }

    // One tab is held before each of its round trips to Redis, while the other one adds.
    for (let trip = 1, goesOn = true; goesOn; trip++) {
      const { ada, first } = await shopper();
      const [one, other] = [ada.straightTo(play.urlOf('app-1')), ada.straightTo(play.urlOf('app-2'))];
      // The same item twice is two of it.
      const [second, third] = trip % 2 ? [first, first] : [random.word(), random.word()];
      const { wasHeld } = await meanwhile(
        play.gateOf('app-1'),
        trip,
        history,
        () => one.post('/cart', { item: second }),
        () => other.post('/cart', { item: third }),
      );
      await contains(ada, [first, second, third]);
      goesOn = wasHeld;
    }
    // Many at once on one replica, whose requests may share a connection.
    for (let round = 0; round < 3; round++) {
      const { ada, first } = await shopper();
      const more = Array.from({ length: 6 }, () => random.word());
      const tab = ada.straightTo(play.urlOf('app-3'));
      const answers = await Promise.all(more.map((item) => tab.post('/cart', { item })));
      await contains(ada, [first, ...more.filter((_, at) => answers[at]!.status === 201)]);
      holds(
        answers.every(({ status }) => status === 201),
        'Of six additions at the same time, some were answered by an error.',
      );
    }
  },
};
