import { acknowledged } from '../application/browser.js';
import { staysSignedIn } from './revived.js';
import type { RaceRule, SequenceRule } from './rule.js';

const needs = ['login', 'logoutEverywhere', 'whoami'] as const;
const why = 'A user who lost a device, or whose password was stolen, cannot shut the thief out.';

/** A logout everywhere ends the sessions of all devices. */
export const logoutEverywhereEnds: SequenceRule = {
  id: 'logout-everywhere-ends',
  says: "After a logout everywhere, none of the user's sessions is signed in.",
  why,
  needs,
  async check(scene) {
    const user = scene.user('ada');
    const [phone, laptop] = [scene.browser("ada's phone"), scene.browser("ada's laptop")];
    for (const device of [phone, laptop]) await scene.must(device, 'login', { ...user });
    const before = laptop.copy("a copy of the laptop's cookie");
    await scene.must(laptop, 'logoutEverywhere', { ...user });
    for (const device of [phone, before])
      if (await staysSignedIn(scene, device, user))
        return `After the logout everywhere, ${device.name} is still signed in.`;
    return undefined;
  },
};

/** A write of another device that is in flight. */
export const revivedAfterLogoutEverywhere: RaceRule = {
  id: 'revived-after-logout-everywhere',
  says: 'A write that is in flight at a logout everywhere does not bring its session back.',
  why,
  needs: [...needs, 'write'],
  after: ['logout-everywhere-ends'],
  async meet(scene) {
    const user = scene.user('ada');
    const [phone, laptop] = [scene.browser("ada's phone"), scene.browser("ada's laptop")];
    for (const device of [phone, laptop]) await scene.must(device, 'login', { ...user });
    return {
      A: {
        title: "ada's phone writes a note",
        browser: phone,
        operation: 'write',
        values: { key: 'a', value: scene.value('note') },
      },
      B: {
        title: "ada's laptop signs out everywhere",
        browser: laptop,
        operation: 'logoutEverywhere',
        values: { ...user },
      },
      judge: async ({ replies }) =>
        acknowledged(replies.B) && (await staysSignedIn(scene, phone, user))
          ? "After the logout everywhere, ada's phone is signed in again."
          : undefined,
    };
  },
};

/** A login that is in flight: whichever comes first, its session is found by the next logout everywhere. */
export const loginBesideLogoutEverywhere: RaceRule = {
  id: 'login-beside-logout-everywhere',
  says: 'A session of a login that meets a logout everywhere is ended by it, or by the next one.',
  why: `${why} The session is in no list, and nothing ends it.`,
  needs,
  after: ['logout-everywhere-ends'],
  async meet(scene) {
    const user = scene.user('ada');
    const [phone, laptop] = [scene.browser("ada's phone"), scene.browser("ada's laptop")];
    await scene.must(laptop, 'login', { ...user });
    return {
      A: { title: "ada's phone signs in", browser: phone, operation: 'login', values: { ...user } },
      B: {
        title: "ada's laptop signs out everywhere",
        browser: laptop,
        operation: 'logoutEverywhere',
        values: { ...user },
      },
      judge: async () => {
        const tablet = scene.browser("ada's tablet");
        await scene.must(tablet, 'login', { ...user });
        await scene.must(tablet, 'logoutEverywhere', { ...user });
        return (await staysSignedIn(scene, phone, user))
          ? "The next logout everywhere does not end the session of ada's phone."
          : undefined;
      },
    };
  },
};

/** Two devices sign in at once: both sessions are in the list. */
export const loginBesideLogin: RaceRule = {
  id: 'login-beside-login',
  says: 'The sessions of two logins of one user at once are both ended by a logout everywhere.',
  why: `${why} The session is in no list, and nothing ends it.`,
  needs,
  after: ['logout-everywhere-ends'],
  symmetric: true,
  async meet(scene) {
    const user = scene.user('ada');
    const [phone, laptop] = [scene.browser("ada's phone"), scene.browser("ada's laptop")];
    const login = { operation: 'login' as const, values: { ...user } };
    return {
      A: { title: "ada's phone signs in", browser: phone, ...login },
      B: { title: "ada's laptop signs in", browser: laptop, ...login },
      judge: async () => {
        const tablet = scene.browser("ada's tablet");
        await scene.must(tablet, 'login', { ...user });
        await scene.must(tablet, 'logoutEverywhere', { ...user });
        for (const device of [phone, laptop])
          if (await staysSignedIn(scene, device, user))
            return `The logout everywhere does not end the session of ${device.name}.`;
        return undefined;
      },
    };
  },
};
