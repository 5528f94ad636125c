import { PRESETS } from '../crowd/presets.js';
import { hasFailed } from '../crowd/tally.js';
import { proportion } from '../report/proportion.js';
import type { Experiment } from '../laboratory/experiment.js';
import { sideBySide } from './side-by-side.js';

/** Every replica is replaced, one after the other, while people shop. */
export const deploy: Experiment = {
  name: 'deploy',
  question: 'A new release rolls over all replicas: who is logged out, and what fails?',
  async run(laboratory) {
    const cluster = await laboratory.cluster();
    let took = 0;
    const observed = await sideBySide(
      laboratory,
      cluster,
      laboratory.modes(Object.values(PRESETS)),
      async () => {
        laboratory.progress('replacing the replicas one by one');
        const began = performance.now();
        await cluster.roll();
        took = (performance.now() - began) / 1000;
      },
      1,
    );
    const sticky = observed.find(({ mode }) => mode.name === 'sticky');
    const safe = observed.filter(({ mode }) => mode.state !== 'memory');
    const inMemory = observed.filter(({ mode }) => mode.state === 'memory');
    const sum = (pick: (one: (typeof observed)[number]) => number) =>
      observed.reduce((total, one) => total + pick(one), 0);
    return {
      tables: [
        {
          title: `${cluster.replicas.length} replicas replaced one by one in ${took.toFixed(1)} s`,
          columns: [
            ...['mode', 'visitors', 'with a loss', 'carts lost', 'logins lost'],
            ...['requests', 'failed', 'failed by status'],
          ],
          rows: observed.map(({ mode, met, losers }) => [
            mode.name,
            met.visitors,
            losers.size,
            met.cartsLost,
            met.loginsLost,
            met.requests,
            met.failed,
            failures(met.byStatus),
          ]),
        },
      ],
      verdicts: [
        ...inMemory.map(({ mode, met, losers }) => ({
          claim: `${mode.name}: a deploy takes the sessions along`,
          holds: losers.size > met.visitors * 0.9,
          evidence: `${proportion(losers.size, met.visitors, 'visitors')} lost something`,
        })),
        ...safe.map(({ mode, met, losers }) => ({
          claim: `${mode.name}: nobody is logged out and no cart is lost`,
          holds: losers.size === 0 && met.requests >= 50,
          evidence: `${proportion(losers.size, met.visitors, 'visitors')}, in ${met.requests} requests`,
        })),
        {
          claim: 'fewer than one request in a hundred fails',
          holds: observed.every(({ met }) => met.failed < met.requests / 100),
          evidence: proportion(
            sum(({ met }) => met.failed),
            sum(({ met }) => met.requests),
          ),
        },
      ],
      insight: [
        `${took.toFixed(0)} s of replacing replicas failed ${proportion(
          sum(({ met }) => met.failed),
          sum(({ met }) => met.requests),
          'requests',
        )}${sticky ? `, and in sticky mode took the sessions of ${proportion(sticky.losers.size, sticky.met.visitors, 'visitors')}` : ''}.`,
        'Draining keeps requests whole, not memory: who deploys by day needs state that outlives a process.',
      ],
    };
  },
};

/** Failed requests by status, in words. */
function failures(byStatus: Readonly<Record<number, number>>): string {
  const failed = Object.entries(byStatus).filter(([status]) => hasFailed(Number(status)));
  return (
    failed.map(([status, count]) => `${status === '0' ? 'no answer' : status}: ${count}`).join(', ') || '–'
  );
}
