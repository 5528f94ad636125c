import { holds, works, type Check } from '../runner/check.js';

export const check: Check = {
  rule: 'who-am-i/follows-the-visitor',
  says: 'What a visitor told one replica, every replica knows.',
  why: 'Two of three requests meet a server that has never seen this person: greetings, carts and log-ins come and go.',
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
    const forger = visitor('forger');
    for (const [cookie] of await ada.cookies()) {
      await forger.setCookie(cookie, `${Buffer.from('the boss').toString('base64url')}.x`);
      holds((await forger.get('/name')).body.name === null, 'A cookie that was made up was believed.');
    }
  },
};
