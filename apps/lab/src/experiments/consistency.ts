import { Visitor } from '../client/visitor.js';
import { named, type NamedMode } from '../crowd/presets.js';
import type { Laboratory } from '../laboratory/laboratory.js';
import { proportion } from '../report/proportion.js';
import type { Experiment } from '../laboratory/experiment.js';

const TABS = ['FRU-001', 'DRI-001'];
const MODES = [
  { routing: 'cookie', state: 'memory' },
  { routing: 'any', state: 'redis' },
  { routing: 'cookie', state: 'near' },
  { routing: 'any', state: 'near' },
  { routing: 'any', state: 'memcached' },
  { routing: 'any', state: 'postgres' },
  { routing: 'any', state: 'token' },
  { routing: 'any', state: 'memory' },
] as const;

/** Two tabs of one visitor add to the cart at the same moment, again and again. */
export const consistency: Experiment = {
  name: 'consistency',
  question: 'Two tabs add to one cart at the same moment: do both count?',
  async run(laboratory) {
    const rows = [];
    for (const mode of laboratory.modes(MODES)) {
      laboratory.progress(`consistency: ${mode.name}`);
      rows.push({ mode, ...(await rounds(laboratory, mode)) });
    }
    const loses = ({ mode }: { mode: NamedMode }) => mode.state === 'token' || mode.name === 'broken';
    const safe = rows.filter((row) => !loses(row));
    const lostBySafe = safe.reduce((sum, { lost }) => sum + lost, 0);
    const addedToSafe = safe.reduce((sum, { added }) => sum + added, 0);
    const sealed = rows.find(({ mode }) => mode.state === 'token');
    return {
      tables: [
        {
          title: 'Two tabs, one addition each, at the same time',
          columns: ['mode', 'additions', 'lost', 'lost, %'],
          rows: rows.map(({ mode, added, lost }) => [mode.name, added, lost, (100 * lost) / added]),
        },
      ],
      verdicts: [
        {
          claim: 'states on the server lose no addition',
          holds: lostBySafe === 0 && addedToSafe >= 100,
          evidence: proportion(lostBySafe, addedToSafe),
        },
        ...rows.filter(loses).map(({ mode, added, lost }) => ({
          claim:
            mode.name === 'broken'
              ? 'broken, the control, loses additions'
              : 'the sealed cookie loses additions: the second answer overwrites the first',
          holds: lost > 0,
          evidence: proportion(lost, added),
        })),
      ],
      insight: [
        `${proportion(lostBySafe, addedToSafe, 'additions')} to sessions that a server keeps were lost${sealed ? `; ${proportion(sealed.lost, sealed.added)} to a sealed cookie were` : ''}.`,
        'Compare-and-set in the store is what makes two tabs safe; what lies in a cookie has no place where the two could meet.',
      ],
    };
  },
};

async function rounds(laboratory: Laboratory, mode: NamedMode): Promise<{ added: number; lost: number }> {
  const { crowd, url } = await laboratory.cluster();
  const count = laboratory.length(20, 12);
  const each = await Promise.all(Array.from({ length: 4 }, () => twoTabs(crowd ?? url, mode, count)));
  return { added: 4 * count * TABS.length, lost: each.reduce((sum, lost) => sum + lost, 0) };
}

/** One visitor with two tabs that share their cookies. @returns how many additions were lost */
async function twoTabs(url: string, mode: NamedMode, count: number): Promise<number> {
  const browser = new Visitor(url);
  const { routing, state } = named(mode);
  const chosen = await browser.send('PUT', '/api/lab/mode', { routing, state });
  if (!chosen.ok) throw new Error(`${mode.name} was answered by ${chosen.status}.`);
  const add = async (sku: string) => {
    const answer = await browser.send('POST', '/api/cart/items', { sku, quantity: 1 });
    if (answer.status !== 201) throw new Error(`An addition was answered by ${answer.status}.`);
    return ((await answer.json()) as Cart).items;
  };
  let before = total(await add(TABS[0]!));
  let lost = 0;
  for (let round = 0; round < count; round++) {
    await Promise.all(TABS.map(add));
    const { items } = (await (await browser.request('/api/cart')).json()) as Cart;
    lost += Math.min(TABS.length, Math.max(0, before + TABS.length - total(items)));
    before = total(items);
  }
  return lost;
}

interface Cart {
  items: { quantity: number }[];
}

function total(items: Cart['items']): number {
  return items.reduce((sum, { quantity }) => sum + quantity, 0);
}
