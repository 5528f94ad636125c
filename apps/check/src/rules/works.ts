import { setTimeout as delay } from 'node:timers/promises';
import { acknowledged } from '../application/browser.js';
import { ConfigProblem, type Scene } from './rule.js';

/** An application may listen before it has reached its store: it gets so long, in ms. */
const WARM_UP_MS = 10_000;

/** Waits until both replicas answer something else than a failure. */
export async function warmUp(scene: Scene): Promise<void> {
  const operation = scene.config.operations.login ? 'login' : 'write';
  const deadline = performance.now() + WARM_UP_MS;
  for (const replica of [1, 2])
    while (performance.now() < deadline) {
      const values = { ...scene.user('ada'), key: 'a', value: scene.value('milk') };
      const { status } = await scene.browser('the first visitor').send(operation, values, { replica });
      if (status > 0 && status < 500) break;
      await delay(100);
    }
}

/**
 * Tries each operation on its own, on both replicas in turn.
 * @throws ConfigProblem with the operation that does not do what its name says
 */
export async function works(scene: Scene): Promise<void> {
  const { operations } = scene.config;
  if (operations.read) {
    const ada = scene.browser('ada');
    for (const operation of ['write', 'add'] as const) {
      if (!operations[operation]) continue;
      const value = scene.value('milk');
      await scene.must(ada, operation, { key: 'a', value });
      const { text, status } = await ada.ask('read');
      if (!text.includes(value))
        throw new ConfigProblem(
          `"read" answered ${status} and does not show what "${operation}" wrote: ${text}`,
        );
    }
  }
  if (!operations.login || !operations.whoami) return;
  const ada = scene.browser('ada');
  const user = scene.user('ada');
  await scene.must(ada, 'login', { ...user });
  const reply = await ada.ask('whoami');
  if (!acknowledged(reply) || !reply.text.includes(user.user))
    throw new ConfigProblem(
      `"whoami" answered ${reply.status} and does not show ${user.user} after a login: ${reply.text}`,
    );
  const stranger = await scene.browser('a stranger').ask('whoami');
  if (stranger.status >= 500 || stranger.status === 0)
    throw new ConfigProblem(`"whoami" answered ${stranger.status} to a client without cookies.`);
  if (operations.logout) await scene.must(ada, 'logout');
}
