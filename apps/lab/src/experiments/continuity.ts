import { ROUTINGS } from '../balancer/routing.js';
import { STATES } from '../cluster/cluster-options.js';
import { addressOf } from '../crowd/crowd.js';
import { CrowdVisitor } from '../crowd/crowd-visitor.js';
import type { NamedMode } from '../crowd/presets.js';
import { VisitPlan } from '../crowd/visit-plan.js';
import type { Laboratory } from '../laboratory/laboratory.js';
import { proportion } from '../report/proportion.js';
import type { Experiment } from '../laboratory/experiment.js';

const REQUESTS = 20;
const EVERY_PAIR = STATES.flatMap((state) => ROUTINGS.map((routing) => ({ routing, state })));

/** Every pair of routing × state: who still has a cart and is still known after twenty requests. */
export const continuity: Experiment = {
  name: 'continuity',
  question: 'Does a visitor keep the cart and the login from request to request?',
  async run(laboratory) {
    const rows: (Kept & { mode: NamedMode })[] = [];
    const short = EVERY_PAIR.filter(({ routing, state }) => routing === 'any' || state === 'memory');
    for (const mode of laboratory.modes(laboratory.options.short ? short : EVERY_PAIR)) {
      laboratory.progress(`continuity: ${mode.name}`);
      rows.push({ mode, ...(await visit(laboratory, mode)) });
    }
    const broken = rows.filter(({ mode }) => mode.name === 'broken');
    const others = rows.filter(({ mode }) => mode.name !== 'broken');
    const lost = (some: typeof rows) =>
      some.reduce((sum, { carts, logIns, visitors }) => sum + 2 * visitors - carts - logIns, 0);
    const requests = (some: typeof rows) => some.reduce((sum, row) => sum + row.visitors * REQUESTS, 0);
    return {
      tables: [
        {
          title: `Visitors who still had their cart, and were still signed in, after ${REQUESTS} requests`,
          columns: ['routing', 'state', 'visitors', 'carts kept', 'logins kept', 'replicas met'],
          rows: rows.map(({ mode: { routing, state }, visitors, carts, logIns, replicas }) => [
            ...[routing, state, visitors, carts, logIns, replicas],
          ]),
        },
      ],
      // Only of what was played: --routing and --state may leave one of the two out.
      verdicts: [
        ...broken.map(({ carts, logIns, visitors }) => ({
          claim: 'broken (any + memory) loses carts and logins',
          holds: carts < visitors && logIns < visitors,
          evidence: `${proportion(lost(broken), 2 * visitors)} lost in ${requests(broken)} requests`,
        })),
        ...(others.length === 0
          ? []
          : [
              {
                claim: 'every other pair keeps all of them',
                holds: lost(others) === 0,
                evidence: `${proportion(lost(others), 2 * sum(others, 'visitors'))} lost in ${requests(others)} requests`,
              },
            ]),
      ],
      insight: [
        `Of ${rows.length} pairs ${rows.filter((row) => lost([row]) > 0).length} lost something: ${
          rows
            .filter((row) => lost([row]) > 0)
            .map(({ mode }) => mode.name)
            .join(', ') || 'none'
        }.`,
        'Memory needs a balancer that comes back to the same replica; every shared state works behind any balancer.',
      ],
    };
  },
};

interface Kept {
  visitors: number;
  carts: number;
  logIns: number;
  replicas: number;
}

function sum<Key extends string>(rows: readonly Record<Key, number>[], key: Key): number {
  return rows.reduce((total, row) => total + row[key], 0);
}

/** Lets a few visitors in, and looks at cart and account in turn. */
async function visit(laboratory: Laboratory, mode: NamedMode): Promise<Kept> {
  const cluster = await laboratory.cluster();
  const count = laboratory.length(10, 4);
  const plan = new VisitPlan({ seed: laboratory.options.seed, visitors: count, rate: 1, signedIn: 1 });
  const replicas = new Set<string | undefined>();
  const kept = await Promise.all(
    Array.from({ length: count }, async (_, place) => {
      const address = { 'x-forwarded-for': addressOf(place) };
      const visitor = new CrowdVisitor([cluster.crowd ?? cluster.url], place, address);
      const has = { cart: true, login: true };
      for await (const { lost, status } of visitor.arrive(mode, plan.visit(place))) {
        if (status !== 200 && status !== 201)
          throw new Error(`A visitor was answered by ${status || 'nobody'}.`);
        if (lost) has[lost] = false;
      }
      for (let request = 0; request < REQUESTS; request++) {
        const { lost, status } = await visitor.act({ kind: request % 2 === 0 ? 'look' : 'account' });
        if (status !== 200) has.login = false;
        if (lost) has[lost] = false;
        replicas.add(visitor.replica);
      }
      return has;
    }),
  );
  return {
    visitors: count,
    carts: kept.filter(({ cart }) => cart).length,
    logIns: kept.filter(({ login }) => login).length,
    replicas: replicas.size,
  };
}
