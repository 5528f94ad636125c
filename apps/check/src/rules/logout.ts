import type { SequenceRule } from './rule.js';
import { staysSignedIn } from './revived.js';

/** A logout ends the session on the server, not only in the browser. */
export const logoutEnds: SequenceRule = {
  id: 'logout-ends',
  says: 'After a logout, the cookie or token from before it opens nothing, on any replica.',
  why: 'A copied cookie, a backup or a log keeps a user signed in who has signed out.',
  needs: ['login', 'logout', 'whoami'],
  async check(scene) {
    const ada = scene.browser('ada');
    const user = scene.user('ada');
    await scene.must(ada, 'login', { ...user });
    const thief = ada.copy('a copy of the cookie');
    await scene.must(ada, 'logout');
    if (!(await staysSignedIn(scene, thief, user))) return undefined;
    return `The cookie from before the logout is still signed in ${scene.config.revocationMs} ms after it.`;
  },
};
