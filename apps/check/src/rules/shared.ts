import type { SequenceRule } from './rule.js';

/** What one replica was told, the other one knows. Nothing else is tried without it. */
export const shared: SequenceRule = {
  id: 'shared',
  says: 'What one replica has acknowledged, every replica knows.',
  why: 'Behind a load balancer the user is signed in and out at random, and after a deployment everyone is signed out.',
  needs: [],
  async check(scene) {
    const { operations } = scene.config;
    const ada = scene.browser('ada');
    if (operations.read) {
      for (const operation of ['write', 'add'] as const) {
        if (!operations[operation]) continue;
        const value = scene.value('milk');
        await scene.must(ada, operation, { key: 'a', value });
        const { text } = await ada.copy('ada, elsewhere').ask('read', {}, { replica: 2 });
        if (!text.includes(value))
          return `The second replica does not have ${value}, which the first one acknowledged.`;
      }
    }
    if (!operations.login || !operations.whoami) return undefined;
    const user = scene.user('ada');
    await scene.must(ada, 'login', { ...user });
    return (await ada.signedIn(user, 2)) === 'signed in'
      ? undefined
      : `The second replica does not know that ${user.user} is signed in.`;
  },
};
