// `npm run soak`. What it runs needs packages and a build, so it is imported once they are there.
import { prepare } from './setup/prepare.mjs';

prepare();
await import('../../dist/apps/lab/apps/lab/src/soak.js');
