import { priceOf } from './prices';
import { proportion } from '../../../../lab/src/report/proportion';
import type { Verdict } from './verdict';

/** The columns of a verdict, with what they are measured by. */
export const VERDICT_COLUMNS = [
  'Mode',
  'Visitors who lost a session (95 %)',
  'Failed requests (95 %)',
  'Cookie bytes per request *',
  'Redis commands per request *',
  'CPU per request *',
  'Memory of 1,000 sessions *',
  'Median',
  '99th percentile',
] as const;

/** Where the columns with a star come from. */
export const PRICE_SOURCE =
  '* Measured by npm run lab -- cost; memory is that of the replicas + that of the store. The rest is from this run.';

/** One row of text for each mode, in the order of {@link VERDICT_COLUMNS}. */
export function verdictRows({ crowds, visitors }: Verdict): string[][] {
  return crowds.map((crowd) => {
    const price = priceOf(crowd.mode);
    return [
      crowd.mode,
      proportion(crowd.visitorsWithLoss, visitors),
      proportion(crowd.failed, crowd.requests),
      price.cookieBytes,
      price.redisCommands,
      price.cpu,
      price.memory,
      `${Math.round(crowd.p50Ms)} ms`,
      `${Math.round(crowd.p99Ms)} ms`,
    ];
  });
}
