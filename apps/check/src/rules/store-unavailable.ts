import { setTimeout as delay } from 'node:timers/promises';
import type { SequenceRule } from './rule.js';

/** An answer may take so long while the store does not respond, in ms. */
const ANSWER_MS = 5000;
/** So long after the store is back, everything works again, in ms. */
const RECOVERY_MS = 10_000;

/** The store stops responding, or refuses connections. */
export const storeUnavailable: SequenceRule = {
  id: 'store-unavailable',
  says: 'While the store does not respond, a signed-in user gets an error within 5 s and is never taken for a guest; 10 s after it all works.',
  why: 'An outage signs everyone out, or every request hangs until the whole application is down.',
  needs: ['login', 'whoami'],
  async check(scene) {
    for (const fault of ['frozen', 'refused'] as const) {
      const ada = scene.browser('ada');
      const user = scene.user('ada');
      await scene.must(ada, 'login', { ...user });
      const [gate] = scene.stage.gates;
      gate?.fail(fault);
      const during = fault === 'frozen' ? 'does not respond' : 'refuses connections';
      try {
        const { status, text } = await ada.send('whoami', {}, { timeoutMs: ANSWER_MS });
        if (status === 0) return `While the store ${during}, there is no answer for ${ANSWER_MS} ms.`;
        if (status < 500 && !text.includes(user.user))
          return `While the store ${during}, ${user.user} is answered ${status}, as a guest is.`;
      } finally {
        gate?.fail('none');
      }
      const { idleSeconds = Infinity, absoluteSeconds = Infinity } = scene.config.timeouts;
      // A session that may end within the outage says nothing about the recovery.
      if (Math.min(idleSeconds, absoluteSeconds) < 30) await scene.must(ada, 'login', { ...user });
      const deadline = performance.now() + RECOVERY_MS;
      while ((await ada.signedIn(user)) !== 'signed in') {
        if (performance.now() > deadline)
          return `${RECOVERY_MS} ms after the store is back, ${user.user} is not signed in.`;
        await delay(200);
      }
    }
    return undefined;
  },
};
