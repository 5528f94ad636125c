// `npm run demo`. What it starts needs packages, so it is imported once they are there.
import { prepare } from './setup/prepare.mjs';

prepare();
await import('../../dist/apps/lab/apps/lab/src/main.js');
