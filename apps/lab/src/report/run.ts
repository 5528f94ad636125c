import type { Findings } from './findings.js';

/** One experiment's findings, and under what circumstances they were made. */
export interface Run {
  readonly experiment: string;
  readonly question: string;
  readonly date: string;
  readonly machine: string;
  readonly seed: number;
  /** Whether it was the short form, which is for tests. */
  readonly short: boolean;
  /** How long it took, in seconds. */
  readonly seconds: number;
  readonly findings: Findings;
}
