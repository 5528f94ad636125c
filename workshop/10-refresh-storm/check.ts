import { holds, works, type Check } from '../runner/check.js';

import { setTimeout as delay } from 'node:timers/promises';

const GRACE_MS = 600;

export const check: Check = {
  rule: 'refresh-storm/one-successor',
  says: 'Parallel refreshes get one successor, and a replay ends the family.',
  why: "Who has two tabs open is signed out. Or, with no check of replays, a stolen token works for ever beside its owner's.",
  environment: { GRACE_MS: String(GRACE_MS) },
  async run({ visitor, random }) {
    const ada = visitor(random.word());
    const login = await ada.post('/login', { user: ada.name });
    let token = login.body.refresh as string;
    works(
      login.status === 201 && typeof token === 'string' && token.length >= 32,
      'POST /login must answer {"refresh": a long token}.',
    );
    const refresh = (refresh: string) => ada.post('/refresh', { refresh });
    works((await refresh(random.word())).status === 401, 'A token that nobody gave must be answered by 401.');
    for (let round = 0; round < 5; round++) {
      const tabs = random.between(2, 5);
      const answers = await Promise.all(Array.from({ length: tabs }, () => refresh(token)));
      works(
        answers.some(({ status, body }) => status === 200 && body.user === ada.name),
        'POST /refresh must answer 200 and the user.',
      );
      holds(
        answers.every(({ status }) => status === 200),
        `Of ${tabs} tabs that refreshed at once, not all were answered by 200.`,
      );
      const successors = new Set(answers.map(({ body }) => body.refresh as string));
      holds(successors.size === 1, `${tabs} tabs got ${successors.size} different successors.`);
      const used = token;
      [token] = successors as unknown as [string];
      holds(token !== used, 'A refresh must give a new token.');
    }
    const stolen = token;
    token = (await refresh(stolen)).body.refresh as string;
    await delay(GRACE_MS * 1.5);
    holds((await refresh(stolen)).status === 401, 'A used token was taken again after the grace.');
    holds(
      (await refresh(token)).status === 401,
      'After a replay the family lives on: thief or owner, nobody may go on.',
    );
  },
};
