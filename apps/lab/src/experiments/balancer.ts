import { Crowd } from '../crowd/crowd.js';
import { PRESETS } from '../crowd/presets.js';
import { hasFailed } from '../crowd/tally.js';
import { proportion } from '../report/proportion.js';
import type { Experiment } from '../laboratory/experiment.js';
import { afterSeconds } from './side-by-side.js';

/** One of two balancers is killed; the crowds come in by it. */
export const balancer: Experiment = {
  name: 'balancer',
  question: 'One of two balancers dies: what do clients notice that know both?',
  async run(laboratory) {
    const cluster = await laboratory.cluster();
    const { id, url: dying } = cluster.balancers.at(-1)!;
    const both = [dying, ...cluster.urls.filter((url) => url !== dying)];
    const settings = [
      ...laboratory.modes([PRESETS.sticky, PRESETS.external, PRESETS.stateless]).map((mode) => ({
        ...{ mode, name: mode.name, urls: both },
      })),
      { mode: PRESETS.broken, name: 'broken', urls: both },
      { mode: PRESETS.external, name: 'external, knows one balancer', urls: [dying] },
    ];
    const crowds = [];
    for (const { mode, name, urls } of settings) {
      const rate = laboratory.options.rate / settings.length;
      const { routing, state } = mode;
      const crowd = new Crowd(urls, {
        ...{ seed: laboratory.options.seed, visitors: laboratory.length(30, 15), rate, signedIn: 0.2 },
        mode: { routing, state },
      });
      const failedAt: number[] = [];
      crowd.on('outcome', ({ status }) => hasFailed(status) && failedAt.push(performance.now()));
      await crowd.arrive();
      crowds.push({ name, crowd, failedAt });
    }
    for (const { crowd } of crowds) await crowd.start();
    await afterSeconds(1);
    laboratory.progress(`${id} is killed`);
    cluster.kill(id);
    await afterSeconds(laboratory.seconds(8, 4));
    await Promise.all(crowds.map(({ crowd }) => crowd.stop()));
    for (const { crowd } of crowds) await crowd.census();
    const rows = crowds.map(({ name, crowd, failedAt }) => {
      const met = crowd.snapshot();
      const [first = 0, last = 0] = [failedAt[0], failedAt.at(-1)];
      return { name, met, out: (last - first) / 1000 };
    });
    const knowBoth = rows.filter(({ name }) => !/one|broken/.test(name));
    const knowsOne = rows.at(-1)!;
    const broken = rows.find(({ name }) => name === 'broken')!;
    const failed = knowBoth.reduce((sum, { met }) => sum + met.failedReads, 0);
    const requests = knowBoth.reduce((sum, { met }) => sum + met.requests, 0);
    const lost = knowBoth.reduce((sum, { met }) => sum + met.visitorsWithLoss, 0);
    return {
      tables: [
        {
          title: `${id} of ${cluster.balancers.length} is killed and started again`,
          columns: [
            ...['crowd', 'visitors', 'with a loss', 'requests', 'failed'],
            ...['failed reads', 'first to last failure, s'],
          ],
          rows: rows.map(({ name, met, out }) => [
            ...[name, met.visitors, met.visitorsWithLoss, met.requests, met.failed, met.failedReads, out],
          ]),
        },
      ],
      verdicts: [
        {
          claim: 'clients that know both balancers lose nothing, and no read fails',
          holds: failed === 0 && lost === 0 && requests >= 50,
          evidence: `${proportion(failed, requests, 'requests')} were reads that failed, ${lost} visitors with a loss`,
        },
        {
          claim: 'clients that know only the dead one do notice',
          holds: knowsOne.met.failed > 0,
          evidence: `${proportion(knowsOne.met.failed, knowsOne.met.requests, 'requests')} failed`,
        },
        {
          claim: 'broken, the control, loses behind two balancers as well',
          holds: broken.met.visitorsWithLoss > 0,
          evidence: proportion(broken.met.visitorsWithLoss, broken.met.visitors, 'visitors'),
        },
      ],
      insight: [
        `Of ${requests} requests of clients that go on to the other balancer ${failed} reads failed; who knew only the dead one saw ${knowsOne.met.failed} of ${knowsOne.met.requests} fail.`,
        'The pin is a cookie that any balancer can read, so that a second balancer needs no state of the first; what remains is that clients must know both, or share an address.',
      ],
    };
  },
};
