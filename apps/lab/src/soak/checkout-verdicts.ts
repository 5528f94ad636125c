import { STATES } from '../cluster/cluster-options.js';
import { auditCheckouts } from './checkout-audit.js';
import { restartsOf, type FaultCounts } from './checkout-faults.js';
import type { CheckoutsSoaked } from './checkout-soak.js';
import { isFinal } from './checkout-record.js';
import type { Verdict } from './verdicts.js';

/** What must hold after a soak of checkouts, and first whether the faults hit any. */
export function checkoutVerdicts(soaked: CheckoutsSoaked, counts: FaultCounts): Verdict[] {
  const { purchases, abandonedCarts } = soaked;
  const keys = purchases.flatMap((purchase) => purchase.keys);
  const interrupted = keys.filter(({ answers }) => !isFinal(answers[0]!)).length;
  const answers = keys.flatMap((record) => record.answers);
  const counted = new Map<string, number>();
  for (const { status, title } of answers) {
    const what = `${status || 'no answer'}${title ? ` ${title}` : ''}`;
    counted.set(what, (counted.get(what) ?? 0) + 1);
  }
  const inState = STATES.map((state) => purchases.filter((purchase) => purchase.state === state).length);
  return [
    {
      claim: 'every state had customers',
      holds: inState.every((count) => count > 0),
      evidence: `${STATES.map((state, at) => `${state} ${inState[at]}`).join(', ')} carts; ${abandonedCarts} could not be filled`,
    },
    {
      claim: 'faults hit checkouts',
      holds: interrupted > 0,
      evidence: `${counts.kills} kills, ${counts.pauses} pauses, ${restartsOf(counts)} restarts each of Postgres and Redis; ${interrupted} of ${keys.length} keys had no final answer at first`,
    },
    {
      claim: 'checkouts were answered',
      holds: answers.length > 0,
      evidence: [...counted].map(([what, count]) => `${count} × ${what}`).join(', '),
    },
    ...auditCheckouts(soaked),
  ];
}
