// `npm run check`. What it runs needs packages and a build, so it is imported once they are there.
import { prepare } from '../lab/setup/prepare.mjs';

const calledFrom = process.env.INIT_CWD ?? process.cwd();
prepare();
const { main } = await import('../../dist/apps/check/apps/check/src/main.js');
process.exitCode = await main(process.argv.slice(2), calledFrom);
