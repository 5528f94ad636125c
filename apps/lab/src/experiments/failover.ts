import { PRESETS } from '../crowd/presets.js';
import type { LabCluster } from '../control/running-demo.js';
import { proportion } from '../report/proportion.js';
import type { Experiment } from '../laboratory/experiment.js';
import { afterSeconds, sideBySide, type Observed } from './side-by-side.js';

const VICTIM = 'shop-2';

/** A replica is killed under load, and what that costs in each preset. */
export const failover: Experiment = {
  name: 'failover',
  question: 'A replica dies: who loses what, and for how long?',
  async run(laboratory) {
    const cluster = await laboratory.cluster();
    let back = 0;
    const observed = await sideBySide(
      laboratory,
      cluster,
      laboratory.modes(Object.values(PRESETS)),
      async () => {
        laboratory.progress(`${VICTIM} is killed`);
        back = await killAndAwait(cluster);
      },
      laboratory.seconds(6, 2),
    );
    const rows = observed.map(({ mode, met, homes, losers, troubledFor }) => [
      ...[mode.name, met.visitors, atHome(homes).length, losers.size, met.cartsLost, met.loginsLost],
      ...[met.requests, met.failed, met.failedReads, troubledFor],
    ]);
    const find = (name: string) => observed.find(({ mode }) => mode.name === name);
    const sticky = find('sticky');
    const safe = observed.filter(({ mode }) => mode.state !== 'memory');
    const broken = find('broken');
    const share = sticky && sticky.losers.size / sticky.met.visitors;
    return {
      tables: [
        {
          title: `${VICTIM} of ${cluster.replicas.length} replicas is killed (back after ${back.toFixed(1)} s)`,
          columns: [
            ...['mode', 'visitors', 'of them on it', 'visitors with a loss', 'carts lost', 'logins lost'],
            ...['requests', 'failed', 'failed reads', 'last trouble noticed after, s'],
          ],
          rows,
        },
      ],
      verdicts: [
        ...(sticky
          ? [
              {
                claim: 'sticky loses exactly the dead replica’s visitors',
                holds: atHome(sticky.homes).length > 0 && areAlike(sticky.losers, orphans(sticky)),
                evidence: `${proportion(sticky.losers.size, sticky.met.visitors)} lost something, ${atHome(sticky.homes).length} were on ${VICTIM}, ${orphans(sticky).size - atHome(sticky.homes).length} others were moved by a balancer that waited too long`,
              },
            ]
          : []),
        ...safe.map(({ mode, losers, met }) => ({
          claim: `${mode.name} loses no cart and no login`,
          holds: losers.size === 0 && met.requests >= 50,
          evidence: `${proportion(losers.size, met.visitors, 'visitors')}, in ${met.requests} requests`,
        })),
        {
          claim: 'reads go on: fewer than one in fifty fails in any mode',
          holds: observed.every(({ met }) => met.failedReads < met.requests / 50),
          evidence: observed
            .map(({ mode, met }) => `${mode.name} ${proportion(met.failedReads, met.requests)}`)
            .join(', '),
        },
        ...(broken
          ? [
              {
                claim: 'broken, the control, loses in any case',
                holds: broken.losers.size > broken.met.visitors / 2,
                evidence: proportion(broken.losers.size, broken.met.visitors, 'visitors'),
              },
            ]
          : []),
      ],
      insight: [
        sticky
          ? `In sticky mode ${Math.round(100 * share!)} % of the visitors lost their session with the replica; where state is outside of it, ${proportion(
              safe.reduce((sum, { losers }) => sum + losers.size, 0),
              safe.reduce((sum, { met }) => sum + met.visitors, 0),
            )} did.`
          : `Of ${safe.reduce((sum, { met }) => sum + met.visitors, 0)} visitors ${safe.reduce((sum, { losers }) => sum + losers.size, 0)} lost something.`,
        'The balancer repeats reads by itself; a write that was under way fails in every mode, so give writes an Idempotency-Key and repeat them.',
      ],
      charts: [
        {
          name: 'failover',
          title: 'Visitors who lost something when a replica died',
          kind: 'bars',
          xAxis: 'mode',
          labels: observed.map(({ mode }) => mode.name),
          series: [
            {
              name: 'visitors with a loss',
              unit: '%',
              values: observed.map(({ losers, met }) => (100 * losers.size) / met.visitors),
            },
          ],
        },
      ],
    };
  },
};

function atHome(homes: ReadonlyMap<string, readonly number[]>): readonly number[] {
  return homes.get(VICTIM) ?? [];
}

/** Who cannot have kept what was in memory: those on the victim, and those whom a balancer moved for another reason. */
function orphans({ homes, moved }: Observed): ReadonlySet<number> {
  return new Set([...atHome(homes), ...moved]);
}

function areAlike(some: ReadonlySet<number>, others: ReadonlySet<number>): boolean {
  return some.size === others.size && [...some].every((one) => others.has(one));
}

/** Kills the victim. @returns seconds until it answers again */
async function killAndAwait(cluster: LabCluster): Promise<number> {
  const { pid, url } = cluster.replicas.find(({ id }) => id === VICTIM)!;
  const killed = performance.now();
  cluster.kill(VICTIM);
  while (cluster.replicas.find(({ id }) => id === VICTIM)!.pid === pid || !(await isReady(url)))
    await afterSeconds(0.05);
  return (performance.now() - killed) / 1000;
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
