import { holds, works, type Check } from '../runner/check.js';

import { setTimeout as delay } from 'node:timers/promises';

const SOON_MS = 1500;

export const check: Check = {
  rule: 'lights-out/fail-closed-and-fast',
  says: 'Without its store the app refuses what needs it, at once, and serves the rest.',
  why: 'One frozen store takes the whole site with it; and people who are signed in are told that they are not.',
  async run({ visitor, play, random }) {
    const ada = visitor(random.word());
    works((await ada.get('/')).body.open === true, 'GET / must answer {"open": true}.');
    works(
      (await ada.post('/login', { user: ada.name })).body.user === ada.name,
      'POST /login must answer the user.',
    );
    works((await ada.get('/me')).body.user === ada.name, 'GET /me must answer the user.');
    works((await visitor('nobody').get('/me')).status === 401, 'GET /me must answer 401 without a session.');
    const redis = play.stage.redis.program!;
    redis.signal('SIGSTOP');
    try {
      for (let time = 0; time < 4; time++) {
        const me = await ada.get('/me');
        holds(me.status === 503, `While Redis is frozen GET /me answers ${me.status || 'nothing'}.`);
        holds(me.took < SOON_MS, `While Redis is frozen GET /me takes ${me.took.toFixed(0)} ms.`);
        const open = await ada.get('/');
        holds(open.status === 200 && open.took < SOON_MS, 'While Redis is frozen GET / is not served.');
        const login = await visitor('grace').post('/login', { user: 'grace' });
        holds(
          login.status === 503,
          `While Redis is frozen POST /login answers ${login.status || 'nothing'}.`,
        );
        holds(login.took < SOON_MS, `While Redis is frozen POST /login takes ${login.took.toFixed(0)} ms.`);
        holds(
          login.setCookies.every((line) => !/^session=[^;]/.test(line)),
          'A login that failed set a cookie.',
        );
      }
    } finally {
      redis.signal('SIGCONT');
    }
    const until = performance.now() + 3000;
    for (;;) {
      const back = [];
      for (let time = 0; time < 3; time++) back.push((await ada.get('/me')).body.user === ada.name);
      if (back.every(Boolean)) return;
      holds(
        performance.now() < until,
        'Three seconds after Redis is back, GET /me does not answer the user.',
      );
      await delay(50);
    }
  },
};
