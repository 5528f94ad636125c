import { describe, expect, it } from 'vitest';
import { VisitPlan, type CrowdHabits } from './visit-plan.js';

const habits: CrowdHabits = { seed: 7, visitors: 200, rate: 100, signedIn: 0.25 };

/** What the crowd does in so many seconds: every step of every visitor. */
function steps(seconds: number, changes: Partial<CrowdHabits> = {}) {
  const plan = new VisitPlan({ ...habits, ...changes });
  return Array.from({ length: plan.habits.visitors }, (_, visitor) => {
    const mine = [];
    for (const step of plan.visit(visitor).steps) {
      if (step.at > seconds) break;
      mine.push(step);
    }
    return mine;
  });
}

describe('a plan of visits', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(steps(20)).toEqual(steps(20));
    expect(steps(20, { seed: 8 })).not.toEqual(steps(20));
  });

  it('has the rate that was asked for, from the first second on', () => {
    expect(steps(60).flat().length / 60).toBeGreaterThan(85);
    expect(steps(60).flat().length / 60).toBeLessThan(115);
    const early = steps(10).flat().length / 10;
    expect(early).toBeGreaterThan(80);
    expect(early).toBeLessThan(120);
  });

  it('has visitors and pauses of very unequal size', () => {
    const all = steps(120);
    const busiest = all.map(({ length }) => length).sort((a, b) => b - a);
    const tenth = busiest.slice(0, 20).reduce((sum, count) => sum + count, 0);
    expect(tenth / all.flat().length).toBeGreaterThan(0.25);
    const pauses = all
      .flatMap((mine) => mine.slice(1).map(({ at }, step) => at - mine[step]!.at))
      .sort((a, b) => a - b);
    const median = pauses[Math.floor(pauses.length / 2)]!;
    expect(pauses.at(-1)! / median).toBeGreaterThan(20);
  });

  it('signs in the part that was asked for, and lets nobody check out who is not', () => {
    const plan = new VisitPlan(habits);
    const visits = Array.from({ length: 200 }, (_, visitor) => plan.visit(visitor));
    const customers = visits.filter(({ signsIn }) => signsIn).length;
    expect(customers).toBeGreaterThan(30);
    expect(customers).toBeLessThan(70);
    for (const mine of steps(200, { signedIn: 0 })) {
      const kinds = mine.map(({ action }) => action.kind);
      const signIn = kinds.indexOf('sign-in');
      const before = signIn < 0 ? kinds : kinds.slice(0, signIn);
      expect(before.filter((kind) => kind === 'account' || kind === 'check-out')).toEqual([]);
    }
  });

  it('ends visits after about so many actions, if it is to', () => {
    const plan = new VisitPlan({ ...habits, actionsPerVisit: 8 });
    const lengths = Array.from(
      { length: 400 },
      (_, at) => [...plan.visit(at % 200, 1 + (at % 2)).steps].length,
    );
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    expect(mean).toBeGreaterThan(6);
    expect(mean).toBeLessThan(11);
  });
});
