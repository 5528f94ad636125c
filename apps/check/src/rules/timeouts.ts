import { setTimeout as delay } from 'node:timers/promises';
import type { SequenceRule } from './rule.js';

const why =
  'A cookie that is found years later, on a device that was sold, is still signed in (OWASP ASVS 7.3).';
const needs = ['login', 'whoami'] as const;

/** A session that is not used ends; one that is used does not. */
export const idleTimeout: SequenceRule = {
  id: 'idle-timeout',
  says: 'A session ends when it was not used for the idle timeout, and not while it is used.',
  why,
  needs,
  async check(scene) {
    const { idleSeconds } = scene.config.timeouts;
    if (idleSeconds === undefined) return undefined;
    const ada = scene.browser('ada');
    const user = scene.user('ada');
    await scene.must(ada, 'login', { ...user });
    for (let quarter = 0; quarter < 6; quarter++) {
      await delay(idleSeconds * 250);
      if ((await ada.signedIn(user)) !== 'signed in')
        return `The session ended while it was used every ${idleSeconds / 4} s.`;
    }
    await delay(idleSeconds * 1000 + 1000);
    return (await ada.signedIn(user)) === 'signed in'
      ? `The session is still signed in ${idleSeconds + 1} s after its last request.`
      : undefined;
  },
};

/** A session ends even if it is used all the time. */
export const absoluteTimeout: SequenceRule = {
  id: 'absolute-timeout',
  says: 'A session ends after the absolute timeout even if it is used.',
  why,
  needs,
  async check(scene) {
    const { absoluteSeconds } = scene.config.timeouts;
    if (absoluteSeconds === undefined) return undefined;
    const ada = scene.browser('ada');
    const user = scene.user('ada');
    await scene.must(ada, 'login', { ...user });
    const over = performance.now() + absoluteSeconds * 1000 + 1000;
    while (performance.now() < over) {
      await delay(300);
      await ada.send('whoami');
    }
    return (await ada.signedIn(user)) === 'signed in'
      ? `The session is still signed in ${absoluteSeconds + 1} s after the login.`
      : undefined;
  },
};
