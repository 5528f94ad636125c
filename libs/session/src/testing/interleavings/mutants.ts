import type { Mutant } from './mutant.js';
import { RECORD_MUTANTS } from './mutants-of-records.js';
import { SESSION_MUTANTS } from './mutants-of-sessions.js';
import { WRITE_MUTANTS } from './mutants-of-writes.js';

/** A mistake for each way in which stores and sessions are known to go wrong, and the rule that finds it. */
export const MUTANTS: readonly Mutant[] = [...WRITE_MUTANTS, ...RECORD_MUTANTS, ...SESSION_MUTANTS];
