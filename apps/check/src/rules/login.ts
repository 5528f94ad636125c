import { acknowledged } from '../application/browser.js';
import type { RaceRule, SequenceRule } from './rule.js';

/** The id changes at a login. */
export const fixation: SequenceRule = {
  id: 'fixation',
  says: 'A login gives the session a new id: a cookie from before it is not signed in.',
  why: 'Anyone who planted or saw the cookie before the login is signed in as the user (session fixation, OWASP ASVS 7.2).',
  needs: ['login', 'whoami'],
  async check(scene) {
    const browser = scene.browser('the browser');
    const starts = [
      {
        title: 'a guest',
        begin: () =>
          scene.config.operations.write
            ? scene.must(browser, 'write', { key: 'a', value: scene.value('note') })
            : Promise.resolve(),
      },
      { title: 'another user', begin: () => scene.must(browser, 'login', { ...scene.user('bob') }) },
    ];
    for (const { title, begin } of starts) {
      await begin();
      const attacker = browser.copy(`the cookie of ${title}`);
      const ada = scene.user('ada');
      await scene.must(browser, 'login', { ...ada });
      if ((await attacker.signedIn(ada)) === 'signed in')
        return `The cookie that ${title} had before the login is signed in as ${ada.user}.`;
    }
    return undefined;
  },
};

/** A request of the guest that is in flight when he signs in. */
export const loginBesideGuest: RaceRule = {
  id: 'login-beside-guest',
  says: "A guest's request that is in flight at a login does not undo the login.",
  why: 'The user has typed a password, was told that it was right, and is a guest again.',
  needs: ['write', 'login', 'whoami'],
  async meet(scene) {
    const ada = scene.browser('ada');
    const user = scene.user('ada');
    await scene.must(ada, 'write', { key: 'start', value: scene.value('note') });
    return {
      A: {
        title: 'the guest writes a note',
        browser: ada,
        operation: 'write',
        values: { key: 'a', value: scene.value('note') },
      },
      B: { title: 'the guest signs in as ada', browser: ada, operation: 'login', values: { ...user } },
      judge: async ({ replies }) => {
        if (!acknowledged(replies.B)) return undefined;
        return (await ada.signedIn(user)) === 'anonymous'
          ? 'The login was acknowledged, and ada is not signed in.'
          : undefined;
      },
    };
  },
};
