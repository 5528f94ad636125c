// node tools/copy/measure-merges.mjs: edits copies of libs/session at random lines, merges later releases of this repository's
// history into them, and counts lost edits and conflicts. Needs the whole history (git clone without --depth).
import { execFileSync } from 'node:child_process';
import { mergeCopies } from './merge.mjs';

const EDITS = 200;
/** Two days of work each, in the history of libs/session: spans that a project would upgrade over. */
const SPANS = process.argv.slice(2).map((span) => span.split('..'));

const git = (...args) => execFileSync('git', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });

function sourcesAt(commit) {
  const paths = git('ls-tree', '-r', '--name-only', commit, 'libs/session/src').trim().split('\n');
  return new Map(
    paths
      .filter((path) => /(?<!\.spec)\.ts$/.test(path))
      .map((path) => [path, git('show', `${commit}:${path}`)]),
  );
}

/** A seeded generator of numbers from 0 to 1 (mulberry32). */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Changes one line, removes it or adds one before it: each line of all files is as likely as any other. */
function edit(base, next, mark) {
  const places = [...base].flatMap(([path, text]) => text.split('\n').map((_, index) => [path, index]));
  const [path, index] = places[Math.floor(next() * places.length)];
  const lines = base.get(path).split('\n');
  const added = next() < 0.5;
  lines.splice(index, added ? 0 : 1, added ? mark : `${lines[index]} ${mark}`);
  return new Map([...base, [path, lines.join('\n')]]);
}

console.log(
  '| span | files that changed | lines that changed | conflicts | edits lost |\n|---|---|---|---|---|',
);
let [merged, lost] = [0, 0];
for (const [from, to] of SPANS) {
  const [base, theirs] = [sourcesAt(from), sourcesAt(to)];
  const next = random(1);
  let [conflicts, gone] = [0, 0];
  for (let number = 0; number < EDITS; number++) {
    const mark = `// edit ${number}`;
    const mine = edit(base, next, mark);
    const changes = mergeCopies(base, mine, theirs);
    const kept = ({ path, text, action }) =>
      action !== 'removed' && (text ?? mine.get(path) ?? '').includes(mark);
    if (!changes.some(kept)) gone++;
    if (changes.some(({ action, why }) => action === 'conflict' || why)) conflicts++;
  }
  merged += EDITS - conflicts;
  lost += gone;
  const changed = [...base].filter(([path, text]) => theirs.get(path) !== text).length;
  const [, inserted = 0] =
    /(\d+) insertion/.exec(git('diff', '--shortstat', from, to, '--', 'libs/session/src', ':!*.spec.ts')) ??
    [];
  console.log(
    `| ${from}..${to} | ${changed} of ${base.size} | ${inserted} | ${conflicts} of ${EDITS} | ${gone} of ${EDITS} |`,
  );
}
const total = SPANS.length * EDITS;
console.log(
  `\n${merged} of ${total} merged without a conflict (${((100 * merged) / total).toFixed(1)} %), ${lost} edits lost.`,
);
if (lost > 0) process.exitCode = 1;
