import { holds, works, type Check } from '../runner/check.js';
import { meanwhile } from '../runner/meanwhile.js';
import type { Answer } from '../runner/visitor.js';

import { setTimeout as delay } from 'node:timers/promises';

const GRACE_MS = 600;

export const check: Check = {
  rule: 'refresh-storm/one-successor',
  says: 'Parallel refreshes get one successor, and a replay ends the family.',
  why: "Users with two tabs open are signed out. Or, if replays are not detected, a stolen token keeps working beside its owner's.",
  environment: { GRACE_MS: String(GRACE_MS) },
  async run({ visitor, play, random, history }) {
    const ada = visitor(random.word());
    const login = await ada.post('/login', { user: ada.name });
    let token = login.body.refresh as string;
    works(
      login.status === 201 && typeof token === 'string' && token.length >= 32,
      'POST /login must answer {"refresh": a long token}.',
    );
    const refresh = (refresh: string) => ada.post('/refresh', { refresh });
    works(
      (await refresh(random.word())).status === 401,
      'A token that was never issued must be answered by 401.',
    );
    /** Asks for one new successor in all of the answers. */
    function oneSuccessor(answers: readonly Answer[]): string {
      works(
        answers.some(({ status, body }) => status === 200 && body.user === ada.name),
        'POST /refresh must answer 200 and the user.',
      );
      holds(
        answers.every(({ status }) => status === 200),
        `Of ${answers.length} tabs that refreshed at once, not all were answered by 200.`,
      );
      const successors = new Set(answers.map(({ body }) => body.refresh as string));
      holds(successors.size === 1, `${answers.length} tabs got ${successors.size} different successors.`);
      const [successor] = successors as unknown as [string];
      holds(successor !== token, 'A refresh must give a new token.');
      return successor;
    }
    // One tab is held before each of its round trips to Redis, while the other one refreshes.
    for (let trip = 1, goesOn = true; goesOn; trip++) {
      const [one, other] = [ada.straightTo(play.urlOf('app-1')), ada.straightTo(play.urlOf('app-2'))];
      const pair = await meanwhile(
        play.gateOf('app-1'),
        trip,
        history,
        () => one.post('/refresh', { refresh: token }),
        () => other.post('/refresh', { refresh: token }),
      );
      token = oneSuccessor([pair.first, pair.meanwhile]);
      goesOn = pair.wasHeld;
    }
    const oldest = token;
    for (let round = 0; round < 2; round++)
      token = oneSuccessor(
        await Promise.all(Array.from({ length: random.between(2, 5) }, () => refresh(token))),
      );
    const later = (await ada.post('/login', { user: ada.name })).body.refresh as string;
    // An attacker who knows the first half of a token, from a log or a list of sessions, must not be able to sign the owner out.
    const madeUp = `${token.slice(0, -24)}${(random.word() + random.word() + random.word()).slice(-24)}`;
    holds((await refresh(madeUp)).status === 401, 'A token that was made up was taken.');
    const stolen = token;
    token = (await refresh(stolen)).body.refresh as string;
    holds(typeof token === 'string', 'A token that was made up ended the login of its owner.');
    await delay(GRACE_MS * 1.5);
    holds((await refresh(stolen)).status === 401, 'A used token was taken again after the grace.');
    holds(
      (await refresh(token)).status === 401,
      'After a replay the family lives on. Thief and owner must both sign in again.',
    );
    holds((await refresh(later)).status === 200, 'A replay ended another login of the same user too.');

    // The same with a token that was replaced more than once.
    const old = (await ada.post('/login', { user: ada.name })).body.refresh as string;
    let newest = old;
    for (let round = 0; round < 3; round++) newest = (await refresh(newest)).body.refresh as string;
    holds((await refresh(oldest)).status === 401, 'A token from long ago was taken.');
    await delay(GRACE_MS * 1.5);
    holds((await refresh(old)).status === 401, 'A used token was taken again after the grace.');
    holds(
      (await refresh(newest)).status === 401,
      'A token of three rotations ago came back, and the family lives on.',
    );
  },
};
