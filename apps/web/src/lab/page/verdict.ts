import type { CrowdRun } from '../../api/types';
import { modeName } from './crowd-modes';
import { differs } from './differs';

/** What a run came to. */
export interface Verdict {
  readonly id: string;
  /** What was done while it ran. */
  readonly faults: readonly string[];
  readonly visitors: number;
  readonly crowds: readonly {
    readonly mode: string;
    readonly requests: number;
    readonly failed: number;
    readonly visitorsWithLoss: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
  }[];
  readonly sentence: string;
}

/** Fewer requests than this say nothing. */
const ENOUGH = 20;

/** Sums a run up that is over. */
export function verdictOf(run: CrowdRun, faults: readonly string[]): Verdict {
  const crowds = run.crowds.map(({ requests, failed, visitorsWithLoss, p50Ms, p99Ms, ...mode }) => ({
    mode: modeName(mode),
    requests,
    failed,
    visitorsWithLoss,
    p50Ms,
    p99Ms,
  }));
  return { id: run.id, faults, visitors: run.visitors, crowds, sentence: sentenceOf(run, crowds) };
}

function sentenceOf({ problem, visitors }: CrowdRun, crowds: Verdict['crowds']): string {
  if (problem !== null) return `The run could not go on. ${problem}`;
  if (crowds.some(({ requests }) => requests < ENOUGH))
    return 'Too short to say anything: let it run longer.';
  const [first, second] = crowds.map((crowd) => `${crowd.mode} ${outcomeOf(crowd, visitors)}`);
  if (!second) return `${first}.`;
  const counts = crowds.map(({ visitorsWithLoss }) => visitorsWithLoss);
  const equal = counts[0] !== counts[1] && !differs(counts[0]!, counts[1]!, visitors);
  return `${first}; ${second}.${equal ? ' That difference is within chance.' : ''}`;
}

function outcomeOf({ visitorsWithLoss, failed }: Verdict['crowds'][number], visitors: number): string {
  const lost =
    visitorsWithLoss === 0
      ? 'lost nobody’s session'
      : `lost the session of ${visitorsWithLoss} of ${visitors} visitors`;
  return failed === 0 ? lost : `${lost} and failed ${failed} ${failed === 1 ? 'request' : 'requests'}`;
}
