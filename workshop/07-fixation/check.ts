import { holds, works, type Check } from '../runner/check.js';
import { keylessDigests } from '../runner/forgeries.js';

export const check: Check = {
  rule: 'fixation/new-id-at-login',
  says: 'The id changes at every login, the old id is dead, no made-up id is adopted, and scripts cannot read the cookie.',
  why: 'Anyone who can plant a cookie, or read it once before the login, is signed in together with its owner.',
  async run({ visitor, random }) {
    const attacker = visitor('attacker');
    works((await attacker.get('/')).body.open === true, 'GET / must answer {"open": true}.');
    works((await attacker.get('/me')).status === 401, 'Before a login GET /me must answer 401.');
    const guest = await attacker.copy(random.word());
    const login = await guest.post('/login', { user: guest.name });
    works(
      login.status === 201 && login.body.user === guest.name,
      'POST /login must answer 201 and the user.',
    );
    works(
      (await guest.get('/me')).body.user === guest.name,
      'After POST /login, GET /me must answer the user.',
    );
    const stolen = await attacker.get('/me');
    holds(
      stolen.status === 401,
      `With the cookie of before the login, the attacker is ${String(stolen.body.user)}.`,
    );

    const names = [...(await guest.cookies()).keys()];
    for (const value of (await attacker.cookies()).values())
      for (const guess of keylessDigests(value)) {
        const guesser = visitor('attacker, guessing');
        for (const name of names) await guesser.setCookie(name, guess);
        holds((await guesser.get('/me')).status === 401, 'The new id can be computed from the old one.');
      }

    // The next person at the same browser, who finds the previous user signed in.
    const before = await guest.copy(`${guest.name}'s cookie`);
    const next = random.word();
    works(
      (await guest.post('/login', { user: next })).body.user === next,
      'POST /login must answer the user.',
    );
    works((await guest.get('/me')).body.user === next, 'After POST /login, GET /me must answer the user.');
    const left = await before.get('/me');
    holds(
      left.status === 401,
      `With the cookie of before the second login, one is still ${String(left.body.user)}.`,
    );

    const madeUp = visitor(random.word());
    const chosen = random.word();
    for (const name of names) await madeUp.setCookie(name, chosen);
    await madeUp.get('/');
    const answer = await madeUp.post('/login', { user: madeUp.name });
    holds(
      ![...(await madeUp.cookies()).values()].includes(chosen),
      'An id that the browser had made up was taken for a session.',
    );
    for (const line of answer.setCookies.filter((cookie) =>
      names.some((name) => cookie.startsWith(`${name}=`)),
    )) {
      holds(/;\s*httponly/i.test(line), 'A script can read the cookie: it is not HttpOnly.');
      holds(
        /;\s*samesite=(lax|strict)/i.test(line),
        'Other sites can make a browser send the cookie: it has no SameSite.',
      );
    }
  },
};
