import { Random } from '../random.js';
import { drawAction, drawSku, type Action } from './actions.js';
import { heavyTailed } from './distributions.js';

/** One action, and when it is to begin, in seconds after the visit began. */
export interface Step {
  readonly at: number;
  readonly action: Action;
}

/** One visit as it will be, whatever the shop answers. */
export interface Visit {
  /** Whether the visitor signs in on arrival. */
  readonly signsIn: boolean;
  /** What the visitor puts into the cart on arrival. */
  readonly firstSku: string;
  readonly steps: Iterable<Step>;
}

/** What the visits of a crowd are like. */
export interface CrowdHabits {
  /** The same seed gives the same visits. */
  readonly seed: number;
  /** How many visitors there are at any time. */
  readonly visitors: number;
  /** Actions a second of all together, in the long run. */
  readonly rate: number;
  /** The part of the visitors that signs in on arrival, 0 to 1. */
  readonly signedIn: number;
  /** How many actions a visit has on average, before the next visitor takes the place; without it, everybody stays. */
  readonly actionsPerVisit?: number | undefined;
}

/** A crowd has been there for so many mean pauses before it is looked at, so that its rate is steady from the first second. */
const RUN_IN = 20;

/** The visits of a crowd. People differ: each has a pace of their own, heavy-tailed, and so is each pause. */
export class VisitPlan {
  /** Mean seconds between two actions, by visitor. */
  readonly #pauses: readonly number[];

  constructor(readonly habits: CrowdHabits) {
    const { seed, visitors, rate } = habits;
    const paces = Array.from({ length: visitors }, (_, visitor) =>
      heavyTailed(new Random(mix(seed, visitor, -1)), 1, 10),
    );
    const total = paces.reduce((sum, pace) => sum + pace, 0);
    this.#pauses = paces.map((pace) => total / (pace * rate));
  }

  /** How many actions a second a visitor has in the long run. */
  rateOf(visitor: number): number {
    return 1 / this.#pauses[visitor]!;
  }

  /** How many actions a visitor who stays has in the first seconds. */
  actionsWithin(visitor: number, seconds: number): number {
    let count = 0;
    for (const { at } of this.visit(visitor).steps) {
      if (at >= seconds) break;
      count++;
    }
    return count;
  }

  /**
   * Plans a visit.
   * @param visitor the visitor's place in the crowd, from 0
   * @param visit how often that place was taken before
   */
  visit(visitor: number, visit = 0): Visit {
    const random = new Random(mix(this.habits.seed, visitor, visit));
    const signsIn = random.next() < this.habits.signedIn;
    return {
      signsIn,
      firstSku: drawSku(random),
      steps: this.#steps(random, this.#pauses[visitor]!, signsIn, visit),
    };
  }

  *#steps(random: Random, pause: number, signsIn: boolean, visit: number): Generator<Step> {
    const { actionsPerVisit } = this.habits;
    let left = actionsPerVisit ? Math.ceil(heavyTailed(random, actionsPerVisit, 10)) : Infinity;
    let at = visit === 0 ? -RUN_IN * pause * (1 + random.next()) : 0;
    for (let signedIn = signsIn; left > 0;) {
      at += heavyTailed(random, pause);
      if (at < 0) continue;
      const action = drawAction(random, signedIn);
      signedIn ||= action.kind === 'sign-in';
      yield { at, action };
      left--;
    }
  }
}

/** A seed for each visit, unlike those beside it. */
function mix(seed: number, visitor: number, visit: number): number {
  const mixed = Math.imul(seed, 0x9e3779b1) ^ Math.imul(visitor + 1, 0x85ebca6b);
  return (mixed ^ Math.imul(visit + 2, 0xc2b2ae35)) >>> 0;
}
