import type { SequenceRule } from './rule.js';
import { RedisDump } from '../application/redis-dump.js';

/** What is in a backup of the store is no key to a session. */
export const dumpOpens: SequenceRule = {
  id: 'dump-opens',
  says: 'Nothing that the store holds can be used as a cookie.',
  why: 'Anyone who can read a backup, a replica or MONITOR can act as every signed-in user.',
  needs: ['login', 'whoami'],
  async check(scene) {
    if (scene.config.store !== 'redis') return undefined;
    const ada = scene.browser('ada');
    const user = scene.user('ada');
    const dump = await RedisDump.open(scene.stage.redisUrl);
    try {
      const before = new Set(await dump.keys());
      await scene.must(ada, 'login', { ...user });
      const names = [...ada.cookies.all.keys()];
      for (const key of (await dump.keys()).filter((each) => !before.has(each))) {
        const texts = [key, ...(await dump.valuesOf(key))];
        for (const candidate of candidatesIn(texts))
          for (const name of names) {
            const thief = scene.browser('the reader of the dump');
            thief.cookies = ada.cookies.copy();
            thief.cookies.set(name, candidate);
            if ((await thief.signedIn(user)) === 'signed in')
              return `The cookie ${name}=${candidate}, made from what is stored under ${key}, is signed in.`;
          }
      }
    } finally {
      dump.close();
    }
    return undefined;
  },
};

/** Parts of what is stored that could be cookies: whole texts, and words of 16 characters and more. */
function candidatesIn(texts: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const text of texts.slice(0, 20)) {
    if (text.length < 500 && /^[!#-+\--:<-[\]-~]+$/.test(text)) found.add(text);
    for (const [word] of text.matchAll(/[\w.~%+/-]{16,200}/g)) found.add(word);
    for (const part of text.split(':')) if (/^[\w.~%+/-]{16,200}$/.test(part)) found.add(part);
  }
  return new Set([...found].slice(0, 60));
}
