import { acknowledged } from '../application/browser.js';
import type { RaceRule, SequenceRule } from './rule.js';

/** Two tabs refresh with one token. */
export const refreshParallel: RaceRule = {
  id: 'refresh-parallel',
  says: 'Two refreshes at once with one token leave the user signed in.',
  why: 'Two tabs wake up together, one of them looks like a thief, and the user is signed out.',
  needs: ['login', 'refresh'],
  symmetric: true,
  async meet(scene) {
    const ada = scene.browser('ada');
    await scene.must(ada, 'login', { ...scene.user('ada') });
    return {
      A: { title: 'the first tab refreshes', browser: ada, operation: 'refresh' },
      B: { title: 'the second tab refreshes', browser: ada, operation: 'refresh' },
      judge: async ({ replies }) => {
        for (const { status } of [replies.A, replies.B])
          if (status === 401 || status === 403) return `One of the two refreshes was refused with ${status}.`;
        const next = await ada.ask('refresh');
        return acknowledged(next) ? undefined : `The refresh after the two was refused with ${next.status}.`;
      },
    };
  },
};

/** A refresh token that was replaced twice is a stolen one. */
export const refreshReplay: SequenceRule = {
  id: 'refresh-replay',
  says: 'A refresh token that was replaced long ago is refused, and its family is ended.',
  why: 'A stolen refresh token works as long as the thief likes, and the theft is not noticed (RFC 9700, 4.14.2).',
  needs: ['login', 'refresh'],
  async check(scene) {
    const ada = scene.browser('ada');
    await scene.must(ada, 'login', { ...scene.user('ada') });
    const thief = ada.copy('the thief');
    for (let times = 0; times < 3; times++) await scene.must(ada, 'refresh');
    const replayed = await thief.ask('refresh');
    if (acknowledged(replayed))
      return `A refresh token that was replaced three times is accepted with ${replayed.status}.`;
    const next = await ada.ask('refresh');
    return acknowledged(next) ? 'After the replay of an old token, its family goes on.' : undefined;
  },
};
