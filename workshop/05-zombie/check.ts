import { holds, works, type Check } from '../runner/check.js';

import { setTimeout as delay } from 'node:timers/promises';

export const check: Check = {
  rule: 'zombie/stays-dead',
  says: 'A session that was ended is never there again.',
  why: 'Whoever copied the cookie, or sits at the same computer, is signed in after the log-out.',
  async run({ visitor, random }) {
    for (let round = 0; round < 3; round++) {
      const ada = visitor(random.word());
      const note = random.word();
      works((await ada.post('/login', { user: ada.name })).status === 201, 'POST /login must answer 201.');
      works((await ada.post('/note', { note })).status === 201, 'POST /note must answer 201.');
      const { body } = await ada.get('/me');
      works(body.user === ada.name && body.note === note, 'GET /me must show the user and the note.');
      const thief = await ada.copy(`${ada.name}'s cookie`);
      const slow = thief.post('/note', { note: random.word() });
      await delay(random.between(30, 90));
      works((await ada.post('/logout')).status === 201, 'POST /logout must answer 201.');
      works((await thief.get('/me')).status === 401, 'Right after POST /logout, GET /me must answer 401.');
      await slow;
      const { status } = await thief.get('/me');
      holds(
        status === 401,
        `After the log-out the session answers ${status} again: the slow request wrote it back.`,
      );
    }
  },
};
