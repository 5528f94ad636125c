import { randomUUID } from 'node:crypto';
import { holds, works, type Check } from '../runner/check.js';
import { meanwhile } from '../runner/meanwhile.js';
import type { Answer, Visitor } from '../runner/visitor.js';

export const check: Check = {
  rule: 'last-item/sold-once',
  says: 'No more is sold than was there, and a repetition gets the first answer.',
  why: 'People are promised what nobody has, and pay twice for what they wanted once.',
  async run({ visitor, play, random, history }) {
    const keeper = visitor('keeper');
    for (let round = 0; round < 2; round++) {
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

    /** Fills the shelf for one trial. */
    async function fill(count: number): Promise<void> {
      works(
        (await keeper.post('/stock', { count })).body.left === count,
        'POST /stock must answer {"left": count}.',
      );
    }
    /** Asks that the stock is what was there without what was sold. */
    async function adds(count: number, sold: number, when: string): Promise<void> {
      const { left } = (await keeper.get('/stock')).body;
      holds(
        left === count - sold,
        `${when}, ${String(left)} are left of ${count}, of which ${sold} were sold.`,
      );
    }
    const buy = (buyer: Visitor, key: string) => buyer.post('/buy', {}, { 'idempotency-key': key });
    const outcome = ({ status, body }: Answer) =>
      status === 201 ? String(body.order) : `an answer ${status}`;
    const ada = visitor(random.word());
    const [here, there] = ['app-1', 'app-2'].map((id) => ada.straightTo(play.urlOf(id))) as [
      Visitor,
      Visitor,
    ];
    const gate = play.gateOf('app-1');

    // Two buyers want the last pair, and one of them is held before each of its round trips to Redis.
    for (let trip = 1, goesOn = true; goesOn; trip++) {
      await fill(1);
      const keys = [randomUUID(), randomUUID()] as const;
      const pair = await meanwhile(
        gate,
        trip,
        history,
        () => buy(here, keys[0]),
        () => buy(there, keys[1]),
      );
      const sold = [pair.first, pair.meanwhile].filter(({ status }) => status === 201).length;
      holds(sold === 1, `${sold} orders were taken for the last pair.`);
      await adds(1, sold, 'When two had wanted the last pair');
      goesOn = pair.wasHeld;
    }
    // The same click twice, the first one held.
    for (let trip = 1, goesOn = true; goesOn; trip++) {
      await fill(2);
      const key = randomUUID();
      const twins = await meanwhile(
        gate,
        trip,
        history,
        () => buy(here, key),
        () => buy(there, key),
      );
      const [first, second] = [outcome(twins.first), outcome(twins.meanwhile)];
      const later = outcome(await buy(there, key));
      holds(
        twins.first.status !== 201 || twins.meanwhile.status !== 201 || first === second,
        `One key got two orders: ${first} and ${second}.`,
      );
      holds([first, second].includes(later), `A repetition got ${later}, after ${first} and ${second}.`);
      await adds(2, 1, 'When one key had come three times');
      goesOn = twins.wasHeld;
    }
    // The replica dies before each of its round trips, and the click is repeated elsewhere.
    for (let trip = 1, goesOn = true; goesOn; trip++) {
      await fill(2);
      const key = randomUUID();
      const { wasHeld, first } = await meanwhile(
        gate,
        trip,
        history,
        () => buy(here, key),
        async () => {
          if (gate.isHeld) await play.crash('app-1');
        },
      );
      const again = outcome(await buy(there, key));
      holds(
        first.status !== 201 || outcome(first) === again,
        `A repetition got ${again}, after ${outcome(first)}.`,
      );
      holds(!again.startsWith('an answer'), `After app-1 had died, a repetition of its click got ${again}.`);
      holds(outcome(await buy(here, key)) === again, 'Two repetitions of one click got different answers.');
      await adds(2, 1, 'When app-1 had died during a purchase');
      goesOn = wasHeld;
    }
  },
};
