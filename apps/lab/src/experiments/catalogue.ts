import { continuity } from './continuity.js';
import type { Experiment } from './experiment.js';
import { failover } from './failover.js';

/** Every experiment, in the order in which the subject unfolds. */
export const EXPERIMENTS: readonly Experiment[] = [continuity, failover];
