import { acknowledged } from '../application/browser.js';
import type { Meeting, RaceRule, Scene } from './rule.js';

const why = 'What a user did in one tab is lost because of the other tab, and no error shows it.';

/** Two tabs write different keys. */
export const lostUpdateKeys: RaceRule = {
  id: 'lost-update-keys',
  says: 'Two requests that write different keys of a session at once are both kept.',
  why,
  needs: ['write', 'read'],
  symmetric: true,
  meet: (scene) => twoWrites(scene, 'write'),
};

/** Two tabs append to one list. */
export const lostUpdateList: RaceRule = {
  id: 'lost-update-list',
  says: 'Two requests that add to one list of a session at once are both kept, each once.',
  why,
  needs: ['add', 'read'],
  symmetric: true,
  meet: (scene) => twoWrites(scene, 'add'),
};

async function twoWrites(scene: Scene, operation: 'write' | 'add'): Promise<Meeting> {
  const ada = scene.browser('ada');
  await scene.must(ada, operation, { key: 'start', value: scene.value('eggs') });
  const [milk, bread] = [scene.value('milk'), scene.value('bread')];
  const call = (title: string, key: string, value: string) => ({
    title,
    browser: ada,
    operation,
    values: { key, value },
  });
  const verb = operation === 'write' ? 'writes' : 'adds';
  return {
    A: call(`ada ${verb} milk`, 'a', milk),
    B: call(`ada ${verb} bread`, 'b', bread),
    judge: async ({ replies }) => {
      const { text } = await scene.must(ada, 'read');
      for (const [reply, value] of [
        [replies.A, milk],
        [replies.B, bread],
      ] as const) {
        if (!acknowledged(reply)) continue;
        if (!text.includes(value)) return `${value} was acknowledged with ${reply.status} and is lost.`;
        if (operation === 'add' && text.split(value).length > 2)
          return `${value} was added once and is there twice.`;
      }
      return undefined;
    },
  };
}
