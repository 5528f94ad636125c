// `npm run check`. What it runs needs packages and a build, so it is imported once they are there.
import { prepare } from '../lab/setup/prepare.mjs';

const calledFrom = process.env.INIT_CWD ?? process.cwd();
prepare();
const [first, ...rest] = process.argv.slice(2);
if (first === 'score') {
  const { score } = await import('./score/score.mjs');
  await score(rest);
} else {
  const { main } = await import('../../dist/apps/check/apps/check/src/main.js');
  process.exitCode = await main(process.argv.slice(2), calledFrom);
}
