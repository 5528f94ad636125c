import type { Browser } from '../application/browser.js';
import type { Scene, SequenceRule } from './rule.js';

/** The id that a login replaced opens nothing. */
export const oldIdDies: SequenceRule = {
  id: 'old-id-dies',
  says: 'After a login, the cookie from before it opens no data of the session.',
  why: 'Anyone who has the cookie of the guest can still read what the user did as a guest.',
  needs: ['write', 'read', 'login'],
  after: ['fixation'],
  async check(scene) {
    const ada = scene.browser('ada');
    const value = scene.value('note');
    await scene.must(ada, 'write', { key: 'a', value });
    const attacker = ada.copy('the cookie of the guest');
    await scene.must(ada, 'login', { ...scene.user('ada') });
    const { text } = await attacker.ask('read');
    return text.includes(value) ? `The cookie from before the login still shows ${value}.` : undefined;
  },
};

/** An id that the server did not make is not used. */
export const plantedId: SequenceRule = {
  id: 'planted-id',
  says: 'A session id that the server did not make is never used for a session.',
  why: 'An attacker plants a cookie of his choice, for example from a subdomain, and shares the session of his victim.',
  needs: ['write', 'read'],
  async check(scene) {
    for (const operation of ['write', 'login'] as const) {
      if (operation === 'login' && !(scene.config.operations.login && scene.config.operations.whoami))
        continue;
      const victim = await withChangedIds(scene);
      if (!victim) return undefined;
      const attacker = victim.copy('the attacker, who planted the cookie');
      const user = scene.user('ada');
      const value = scene.value('note');
      await victim.send(operation, { key: 'a', value, ...user });
      if (operation === 'write' && (await attacker.ask('read')).text.includes(value))
        return `The planted cookie was adopted by a write, and shows ${value}.`;
      if (operation === 'login' && (await attacker.signedIn(user)) === 'signed in')
        return `The planted cookie was adopted by a login, and is signed in as ${user.user}.`;
    }
    return undefined;
  },
};

/** A cookie that a client has written itself is not signed in. */
export const forgedCookie: SequenceRule = {
  id: 'forged-cookie',
  says: 'A client cannot make a cookie or token that is signed in as another user.',
  why: 'Anyone is signed in as anyone.',
  needs: ['login', 'whoami'],
  async check(scene) {
    const [ada, bob] = [scene.user('ada'), scene.user('bob')];
    const browser = scene.browser('bob');
    await scene.must(browser, 'login', { ...bob });
    for (const [name, { value }] of browser.cookies.all)
      for (const forged of forgeriesOf(value, bob.user, ada.user)) {
        const forger = browser.copy('the forger');
        forger.cookies.set(name, forged);
        if ((await forger.signedIn(ada)) === 'signed in')
          return `bob wrote the cookie ${name}=${forged} and is signed in as ${ada.user}.`;
      }
    return undefined;
  },
};

/** The cookies of a real session, with ids of the same form that no server made. Undefined if there are no cookies. */
async function withChangedIds(scene: Scene): Promise<Browser | undefined> {
  const browser = scene.browser('the victim');
  await scene.must(browser, 'write', { key: 'a', value: scene.value('note') });
  for (const [name, { value }] of [...browser.cookies.all]) {
    const [id = ''] = (value.match(/[A-Za-z0-9]+/g) ?? []).sort((a, b) => b.length - a.length);
    browser.cookies.set(name, value.replace(id, [...id].reverse().join('')));
    if (browser.cookies.all.get(name)?.value === value) return undefined;
  }
  return browser.cookies.all.size > 0 ? browser : undefined;
}

/** Other spellings of a cookie with one name in the place of another: as plain text, base64 and base64url, signature kept. */
function forgeriesOf(value: string, from: string, to: string): string[] {
  const found = new Set<string>();
  const decoded = decodeURIComponent(value);
  found.add(encodeURIComponent(decoded.replaceAll(from, to)));
  for (const encoding of ['base64', 'base64url'] as const)
    found.add(
      encodeURIComponent(
        decoded.replace(/[\w+/-]{8,}=*/g, (part) => {
          const text = Buffer.from(part, encoding).toString();
          return text.includes(from) ? Buffer.from(text.replaceAll(from, to)).toString(encoding) : part;
        }),
      ),
    );
  found.delete(value);
  return [...found].filter((each) => each !== encodeURIComponent(decoded));
}
