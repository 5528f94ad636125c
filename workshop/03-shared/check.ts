import { holds, works, type Check } from '../runner/check.js';
import { forgeries, keylessDigests } from '../runner/forgeries.js';

export const check: Check = {
  rule: 'shared/survives-a-release',
  says: 'A rolling restart signs no user out.',
  why: 'Every release signs out every user. So the team fears releases, and they become rare and large.',
  async run({ visitor, play, random }) {
    const people = Array.from({ length: 6 }, () => visitor(random.word()));
    works((await visitor('nobody').get('/me')).status === 401, 'GET /me must answer 401 without a session.');
    for (const person of people) {
      const answer = await person.post('/login', { user: person.name });
      works(
        answer.status === 201 && answer.body.user === person.name,
        'POST /login must answer 201 and the user.',
      );
      works(
        (await person.get('/me')).body.user === person.name,
        'After POST /login, GET /me must answer the user.',
      );
    }
    const [thief, victim] = [people[0]!, people[1]!];
    for (const [cookie, value] of await thief.cookies()) {
      const guesses = [
        ...forgeries(value, thief.name, victim.name),
        ...keylessDigests(victim.name),
        ...(/^\d+$/.test(value) ? [Number(value) - 1, Number(value) + 1].map(String) : []),
      ];
      for (const guess of guesses) {
        const forger = visitor(`${thief.name}, guessing`);
        await forger.setCookie(cookie, guess);
        holds(
          (await forger.get('/me')).body.user !== victim.name,
          `The cookie of ${victim.name} can be guessed by a visitor who has one of their own.`,
        );
      }
    }
    await play.roll();
    for (const person of people) {
      const { status, body } = await person.get('/me');
      holds(status === 200 && body.user === person.name, `After the release ${person.name} got ${status}.`);
    }
  },
};
