/** A solution that an attendee could well write, and that breaks the rule: the right solution with a few changes. */
export interface WrongSolution {
  /** What it does, as its author would say. */
  readonly name: string;
  /** The rule it breaks; the exercise's own by default. */
  readonly breaks?: string;
  /** Changes to the right solution's app.ts: each text occurs in it exactly once. */
  readonly edits: readonly (readonly [from: string, to: string])[];
  /** Its balancer.json, if it is not the right solution's. */
  readonly routing?: string;
}
