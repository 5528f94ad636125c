import { expect, it } from 'vitest';
import { Random } from '../random.js';
import { planFaults, restartsOf } from './checkout-faults.js';
import { killReplica, restartPostgres, restartRedis } from './faults.js';

it('plans all faults in the same order for the same seed, restarts of the stores among them', () => {
  const counts = { kills: 200, pauses: 100 };
  const plan = planFaults(counts, new Random(7));
  const again = planFaults(counts, new Random(7));
  const kinds = [killReplica, restartPostgres, restartRedis];
  expect(kinds.map((kind) => plan.filter((fault) => fault === kind).length)).toEqual([200, 20, 20]);
  expect(plan).toHaveLength(200 + 100 + 2 * restartsOf(counts));
  const order = (all: typeof plan) => all.map((fault) => kinds.indexOf(fault));
  expect(order(again)).toEqual(order(plan));
  expect(order(planFaults(counts, new Random(8)))).not.toEqual(order(plan));
});
