import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { STATES } from '../cluster/cluster-options.js';
import { addressOf } from '../crowd/crowd.js';
import type { CrowdMode } from '../crowd/crowd.options.js';
import type { Laboratory } from '../laboratory/laboratory.js';
import { Random } from '../random.js';
import { audit, ledgerOf, ordersSettled, restock, stockWithoutOrders } from './books.js';
import { Buyer, drawPlan } from './buyer.js';
import type { CheckoutEvidence } from './checkout-audit.js';
import { breakCheckouts, planFaults, type FaultCounts } from './checkout-faults.js';
import type { Purchase } from './checkout-record.js';
import { allReady } from './soak.js';

/** The six states, each with the routing that it needs. */
const MODES: readonly CrowdMode[] = STATES.map((state) => ({
  routing: state === 'memory' || state === 'near' ? 'cookie' : 'any',
  state,
}));
/** Two customers at a time in each state. */
const AT_A_TIME = 2 * MODES.length;

/** What was met in a soak of checkouts. */
export interface CheckoutsSoaked extends CheckoutEvidence {
  /** Carts that could not be filled, so that nothing was ordered. */
  readonly abandonedCarts: number;
}

/** Lets customers order in all six states until all faults are over, then reads the books. */
export async function soakCheckouts(laboratory: Laboratory, counts: FaultCounts): Promise<CheckoutsSoaked> {
  const cluster = await laboratory.ownCluster();
  const stores = await laboratory.stores();
  const random = new Random(laboratory.options.seed);
  await restock(cluster.postgres);
  const stock = await stockWithoutOrders(cluster.postgres);
  const checkouts = new EventEmitter<{ sent: [] }>();
  const purchases: Purchase[] = [];
  let abandonedCarts = 0;
  let customers = 0;
  const over = new AbortController();

  const shop = async (place: number) => {
    // Customers draw from a source of their own: how far they get does not change the faults.
    const own = new Random(laboratory.options.seed + place + 1);
    while (!over.signal.aborted) {
      const buyer = new Buyer(
        cluster.crowd ?? cluster.url,
        addressOf(customers++),
        MODES[place % MODES.length]!,
        drawPlan(own),
        () => checkouts.emit('sent'),
      );
      const purchase = await buyer.buy();
      if (purchase) {
        purchases.push(purchase);
        continue;
      }
      abandonedCarts++;
      // While no replica answers, the next customer would fail at once, too.
      await delay(500);
    }
  };
  const shopping = Promise.all(Array.from({ length: AT_A_TIME }, (_, place) => shop(place)));
  const plan = planFaults(counts, random);
  try {
    await breakCheckouts(
      { cluster, stores },
      plan,
      random,
      () => once(checkouts, 'sent'),
      laboratory.progress,
    );
  } finally {
    over.abort();
    await shopping;
  }
  await allReady(cluster);
  await ordersSettled(cluster.postgres);
  return {
    purchases,
    abandonedCarts,
    books: await audit(cluster.postgres, stock),
    ledger: await ledgerOf(cluster.postgres),
  };
}
