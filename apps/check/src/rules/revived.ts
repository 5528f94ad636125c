import { setTimeout as delay } from 'node:timers/promises';
import { acknowledged, type Browser } from '../application/browser.js';
import type { OperationName, User } from '../application/config.js';
import type { Meeting, RaceRule, Scene } from './rule.js';

const why = 'Anyone who copied the cookie, or sits at the same computer, is signed in after the logout.';

/** A write that is in flight when the user signs out. */
export const revivedByWrite: RaceRule = {
  id: 'revived-by-write',
  says: 'A write that is in flight at a logout does not bring the session back.',
  why,
  needs: ['write', 'login', 'logout', 'whoami'],
  after: ['logout-ends'],
  meet: (scene) => besideLogout(scene, 'write', 'ada writes a note'),
};

/** A read that is in flight when the user signs out: it may save the session, or extend its expiry. */
export const revivedByRead: RaceRule = {
  id: 'revived-by-read',
  says: 'A read that is in flight at a logout does not bring the session back.',
  why,
  needs: ['login', 'logout', 'whoami'],
  after: ['logout-ends'],
  meet: (scene) => besideLogout(scene, 'whoami', 'ada looks at a page'),
};

async function besideLogout(scene: Scene, operation: OperationName, title: string): Promise<Meeting> {
  const ada = scene.browser('ada');
  const user = scene.user('ada');
  await scene.must(ada, 'login', { ...user });
  const thief = ada.copy('a copy of the cookie');
  return {
    A: { title, browser: ada, operation, values: { key: 'a', value: scene.value('note') } },
    B: { title: 'ada signs out', browser: ada, operation: 'logout' },
    judge: async ({ replies }) => {
      if (!acknowledged(replies.B)) return undefined;
      if (await staysSignedIn(scene, thief, user))
        return 'After the logout, the cookie from before it is signed in again.';
      if (await staysSignedIn(scene, ada, user)) return "After the logout, ada's browser is signed in again.";
      return undefined;
    },
  };
}

/** Whether a browser is signed in even when the time that a revocation may take is over, on either replica. */
export async function staysSignedIn({ config }: Scene, browser: Browser, user: User): Promise<boolean> {
  const deadline = performance.now() + config.revocationMs;
  for (const replica of [1, 2])
    while ((await browser.copy(browser.name).signedIn(user, replica)) === 'signed in') {
      if (performance.now() > deadline) return true;
      await delay(100);
    }
  return false;
}
