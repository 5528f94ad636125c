import type { ReplicaOptions } from '../src/index.js';
import { stopOnSignals } from '../src/index.js';
import { held, listen, type Platform } from './example-app.js';

const { platform, options } = JSON.parse(process.env['EXAMPLE']!) as {
  platform: Platform;
  options: ReplicaOptions;
};
const app = await listen(platform, options);
stopOnSignals(app);
held.addEventListener('begin', () => process.send!('begin'));
process.on('message', () => held.dispatchEvent(new Event('release')));
process.send!(await app.getUrl());
