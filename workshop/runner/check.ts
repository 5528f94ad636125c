import type { History } from './history.js';
import type { Play } from './play.js';
import type { Random } from '../../apps/lab/src/random.js';
import type { Visitor } from './visitor.js';

/** What a check works with. */
export interface Scene {
  /** Three replicas of the app, behind nginx, with a Redis that holds nothing at first. */
  readonly play: Play;
  /** Decides names, amounts and moments: the same seed plays the same scene. */
  readonly random: Random;
  readonly history: History;
  /** A browser of its own, that the balancer routes as the app asks. */
  visitor(name: string): Visitor;
}

/** What an exercise asks of an app. */
export interface Check {
  /** The rule's id. */
  readonly rule: string;
  /** The rule, in one sentence. */
  readonly says: string;
  /** What happens to people where it is broken. */
  readonly why: string;
  /** Settings for the app, beyond PORT, REPLICA_ID and REDIS_URL. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Plays the scene. @throws {Broken} where the app does not do what the README says, or breaks the rule */
  run(scene: Scene): Promise<void>;
}

/** The id of what every exercise asks first: that the app does its work at all. */
export const WORKS = 'works';

/** A scene that did not go as it must. */
export class Broken extends Error {
  constructor(
    /** The rule's id, or {@link WORKS}. Filled in by the runner where a check only knows that the rule broke. */
    readonly rule: string | undefined,
    message: string,
  ) {
    super(message);
  }
}

/** Asks for what the README promises, whatever the fault. */
export function works(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Broken(WORKS, otherwise);
}

/** Asks for the rule. */
export function holds(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Broken(undefined, otherwise);
}
