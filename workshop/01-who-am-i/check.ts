import { holds, works, type Check } from '../runner/check.js';
import { forgeries } from '../runner/forgeries.js';

export const check: Check = {
  rule: 'who-am-i/follows-the-visitor',
  says: 'What a visitor told one replica, every replica knows.',
  why: 'Two of three requests reach a server that has never seen this visitor: greetings, carts and logins come and go.',
  async run({ visitor, random }) {
    const ada = visitor('ada');
    works((await ada.get('/name')).body.name === null, 'A stranger must be answered by {"name": null}.');
    for (let round = 0; round < 3; round++) {
      const name = random.word();
      const told = await ada.post('/name', { name });
      works(told.status === 201 && told.body.name === name, 'POST /name must answer 201 and the name.');
      const seen = new Set<string>();
      for (let time = 0; time < 6; time++) {
        const { body, replica } = await ada.get('/name');
        seen.add(replica);
        holds(body.name === name, `${replica} answered ${JSON.stringify(body.name)} to ${name}.`);
      }
      works(seen.size > 1, 'The balancer must be left to take turns.');
    }
    const name = random.word();
    const wanted = random.word();
    await ada.post('/name', { name });
    const [genuine, others] = [await ada.cookies(), visitor('mallory')];
    await others.post('/name', { name: wanted });
    for (const [cookie, value] of genuine) {
      const parts = [value, (await others.cookies()).get(cookie) ?? ''].map((text) => text.split('.'));
      const spliced = parts[0]!.map((_, at) => parts[0]!.with(at, parts[1]![at] ?? '').join('.'));
      for (const forged of [...forgeries(value, name, wanted), ...(parts[0]!.length > 1 ? spliced : [])]) {
        const forger = visitor('forger');
        for (const [other, kept] of genuine) await forger.setCookie(other, other === cookie ? forged : kept);
        const answer = (await forger.get('/name')).body.name ?? null;
        holds(
          answer === null || answer === name,
          `The cookie of ${name}, changed without any key, was believed: GET /name answered ${JSON.stringify(answer)}.`,
        );
      }
    }
  },
};
