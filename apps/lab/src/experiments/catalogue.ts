import { balance } from './balance.js';
import { balancer } from './balancer.js';
import { consistency } from './consistency.js';
import { continuity } from './continuity.js';
import { cost } from './cost.js';
import { deploy } from './deploy.js';
import { encryption } from './encryption.js';
import type { Experiment } from '../laboratory/experiment.js';
import { failover } from './failover.js';
import { noisyNeighbour } from './noisy-neighbour.js';
import { model } from './model.js';
import { revocation } from './revocation.js';
import { sockets } from './sockets.js';
import { storeOutage } from './store-outage.js';
import { timeout } from './timeout.js';

/** Every experiment and the model, in the order in which the subject unfolds. */
export const EXPERIMENTS: readonly Experiment[] = [
  continuity,
  failover,
  balance,
  timeout,
  consistency,
  revocation,
  cost,
  storeOutage,
  deploy,
  balancer,
  encryption,
  sockets,
  noisyNeighbour,
  model,
];
