import type { Findings } from '../report/findings.js';
import type { Laboratory } from './laboratory.js';

/** One question about sessions on several servers, answered by measuring. */
export interface Experiment {
  readonly name: string;
  readonly question: string;
  run(laboratory: Laboratory): Promise<Findings>;
}
