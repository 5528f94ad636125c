import { holds, works, type Check } from '../runner/check.js';
import { meanwhile } from '../runner/meanwhile.js';

export const check: Check = {
  rule: 'zombie/stays-dead',
  says: 'A session that was ended is never there again.',
  why: 'Anyone who copied the cookie, or uses the same computer, is signed in after the logout.',
  async run({ visitor, play, random, history }) {
    // The slow request is held before each of its round trips to Redis, while the session is ended on another replica.
    for (let trip = 1, goesOn = true; goesOn; trip++) {
      const ada = visitor(random.word());
      const note = random.word();
      works((await ada.post('/login', { user: ada.name })).status === 201, 'POST /login must answer 201.');
      works((await ada.post('/note', { note })).status === 201, 'POST /note must answer 201.');
      const { body } = await ada.get('/me');
      works(body.user === ada.name && body.note === note, 'GET /me must show the user and the note.');
      const thief = await ada.copy(`${ada.name}'s cookie`);
      const slow = thief.straightTo(play.urlOf('app-1'));
      const { wasHeld } = await meanwhile(
        play.gateOf('app-1'),
        trip,
        history,
        () => slow.post('/note', { note: random.word() }),
        async () => {
          const logout = await ada.straightTo(play.urlOf('app-2')).post('/logout');
          works(logout.status === 201, 'POST /logout must answer 201.');
          const right = await thief.straightTo(play.urlOf('app-2')).get('/me');
          works(right.status === 401, 'Right after POST /logout, GET /me must answer 401.');
        },
      );
      for (const replica of ['app-1', 'app-2', 'app-3']) {
        const { status } = await thief.straightTo(play.urlOf(replica)).get('/me');
        holds(
          status === 401,
          `After the logout the session answers ${status} again: the slow request wrote it back.`,
        );
      }
      goesOn = wasHeld;
    }
  },
};
