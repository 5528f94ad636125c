// node tools/test-rotating.mjs [<turn>]: one part of the matrix of versions, another one each day. CI runs it after `npm test`, so that
// a week sees every part; `npm run test:full` runs Nest 10, 11 and the portable sources.
import { spawnSync } from 'node:child_process';

const PARTS = [
  'test:nest -- 10',
  'test:node -- 22',
  'test:portable',
  'test:node -- 24',
  'test:nest -- 11',
  'test:node -- 26',
];
const MS_PER_DAY = 86_400_000;

const day = Math.floor(Date.now() / MS_PER_DAY);
const turn = Number(process.argv[2] ?? day);
const part = PARTS[turn % PARTS.length];
console.log(
  `Part ${(turn % PARTS.length) + 1} of ${PARTS.length} of the matrix of versions: npm run ${part}`,
);
process.exitCode =
  spawnSync('npm', ['run', '--silent', ...part.split(' ')], { stdio: 'inherit' }).status ?? 1;
