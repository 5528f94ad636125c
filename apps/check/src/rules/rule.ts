import type { Browser, Reply } from '../application/browser.js';
import type { Config, OperationName, User } from '../application/config.js';
import type { Stage } from '../application/stage.js';
import type { Call, Played } from '../schedule/play.js';

/** Two requests that meet, and the question to ask when both are over. */
export interface Meeting {
  readonly A: Call;
  readonly B: Call;
  /** Returns what is wrong, undefined if nothing is. */
  judge(played: Played): Promise<string | undefined>;
}

/** What a rule works with. Names and values are new for every schedule. */
export interface Scene {
  readonly config: Config;
  readonly stage: Stage;
  browser(name: string): Browser;
  /** A value that no other request writes. */
  value(word: string): string;
  /** Adds a line to the report, whether the rule holds or not. */
  note(text: string): void;
  /** A user who can sign in. */
  user(name: string): User;
  /** Sends a request that must succeed. @throws ConfigProblem if it does not: the config does not fit the application */
  must(browser: Browser, operation: OperationName, values?: Record<string, string>): Promise<Reply>;
}

interface RuleText {
  readonly id: string;
  /** The rule, in one sentence. */
  readonly says: string;
  /** What happens to people where it is broken. */
  readonly why: string;
  /** Operations without which it is not tried. */
  readonly needs: readonly OperationName[];
  /** Rules that must hold: if one of them is broken, this one would only repeat it. */
  readonly after?: readonly string[];
}

/** A rule about two requests at once: every schedule of them is played. */
export interface RaceRule extends RuleText {
  /** Whether the two requests do the same. */
  readonly symmetric?: boolean;
  /** Sends what comes before, and returns the two requests. */
  meet(scene: Scene): Promise<Meeting>;
}

/** A rule about requests that follow each other. */
export interface SequenceRule extends RuleText {
  /** Returns what is wrong, undefined if nothing is. */
  check(scene: Scene): Promise<string | undefined>;
}

/** A rule of sessions. */
export type Rule = RaceRule | SequenceRule;

/** The application does not do what the config says: nothing can be judged. */
export class ConfigProblem extends Error {
  override readonly name = 'ConfigProblem';
}
