import type { Laboratory } from '../laboratory/laboratory.js';
import type { LabCluster } from '../control/running-demo.js';
import { afterSeconds } from './side-by-side.js';

/** What part of a crowd's requests the new replicas got. */
export interface Grown {
  readonly name: string;
  /** Of the last seconds. */
  readonly part: number;
  /** Seconds from the moment that the new replicas were listed until they had 40 %; undefined where they never had. */
  readonly after: number | undefined;
}

/** The length, in ms, of the window in which the new replicas are seen to have their part, or not yet. */
const WINDOW = 3_000;

const SETTINGS = [
  { name: 'any', routing: 'any' },
  { name: 'cookie, everybody stays', routing: 'cookie' },
  { name: 'cookie, a visit has five actions', routing: 'cookie', actionsPerVisit: 5 },
] as const;

/** Looks at three crowds while a cluster grows from 2 replicas to 4; afterwards it is as large as before. */
export async function whileScaling(laboratory: Laboratory, cluster: LabCluster): Promise<Grown[]> {
  const before = cluster.replicas.length;
  laboratory.progress('scaling to 2 replicas');
  await cluster.scale(2);
  // The balancers look at the list every second.
  await afterSeconds(1.5);
  const crowds = SETTINGS.map(({ routing, ...rest }) => {
    const rate = laboratory.options.rate / SETTINGS.length;
    const mode = { routing, state: 'redis' } as const;
    const actionsPerVisit = 'actionsPerVisit' in rest ? rest.actionsPerVisit : undefined;
    return laboratory.crowd(cluster, mode, { visitors: 40, rate, signedIn: 0, actionsPerVisit });
  });
  const seen = crowds.map((crowd) => {
    const answers: { at: number; isNew: boolean }[] = [];
    crowd.on('outcome', ({ replica }) =>
      answers.push({ at: performance.now(), isNew: replica === 'shop-3' || replica === 'shop-4' }),
    );
    return answers;
  });
  for (const crowd of crowds) await crowd.start();
  laboratory.progress('scaling to 4 replicas');
  await cluster.scale(4);
  const grown = performance.now();
  await afterSeconds(laboratory.seconds(18, 6));
  // Busy visitors come and go, so that a short look is chance; too long a one begins before the new replicas do.
  const lastMs = laboratory.seconds(6, 3) * 1000;
  await Promise.all(crowds.map((crowd) => crowd.stop()));
  const end = performance.now();
  await cluster.scale(before);
  await afterSeconds(1.5);
  return SETTINGS.map(({ name }, at) => ({
    name,
    part: partOfNew(seen[at]!, end, lastMs),
    after: firstEven(seen[at]!, grown, end),
  }));
}

type Answers = readonly { at: number; isNew: boolean }[];

function partOfNew(answers: Answers, end: number, window: number): number {
  const recent = answers.filter(({ at }) => at > end - window && at <= end);
  return recent.filter(({ isNew }) => isNew).length / Math.max(1, recent.length);
}

function firstEven(answers: Answers, grown: number, end: number): number | undefined {
  for (let moment = grown; moment + WINDOW <= end; moment += 250)
    if (partOfNew(answers, moment + WINDOW, WINDOW) >= 0.4) return (moment - grown) / 1000;
  return undefined;
}
