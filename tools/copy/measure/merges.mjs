// node tools/copy/measure/merges.mjs: changes random lines of copies of the libraries, merges later releases of this repository's history
// into them, and counts lost changes and conflicts. Needs the whole history (git clone without --depth).
import { parseArgs } from 'node:util';
import { mergeCopies } from '../merge.mjs';
import { editOf, random } from './edits.mjs';
import { commitsOfLibraries, releaseAt } from './release.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    until: { type: 'string', default: 'HEAD' },
    spans: { type: 'string', default: '3' },
    commits: { type: 'string', default: '15' },
    edits: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
  },
});
const [spanCount, size, edits, seed] = [values.spans, values.commits, values.edits, values.seed].map(Number);
const spans = positionals.length > 0 ? positionals.map((span) => span.split('..')) : recentSpans();

/** Spans of as many commits that change a library each, one after the other, back from a commit. */
function recentSpans() {
  const commits = commitsOfLibraries(values.until, spanCount * size + 1);
  return Array.from({ length: spanCount }, (_, span) => [
    commits[(span + 1) * size],
    commits[span * size],
  ]).reverse();
}

/** What became of one change. */
function judge(edit, base, theirs) {
  const changes = mergeCopies(base, edit.mine, theirs);
  const result = new Map(
    changes
      .filter(({ action }) => action !== 'removed')
      .map(({ path, text }) => [path, text ?? edit.mine.get(path) ?? ''])
      .filter(([path]) => theirs.has(path) || edit.mine.has(path)),
  );
  const conflict = changes.some(({ action, why }) => action === 'conflict' || why);
  return { conflict, lost: !conflict && isLost(edit, base, theirs, result) };
}

/** Whether a merge without a conflict is not the new release with the user's change. */
function isLost({ undo, line }, base, theirs, result) {
  if (!undo) {
    const count = (texts) =>
      [...texts.values()].flatMap((text) => text.split('\n')).filter((each) => each.trim() === line.trim())
        .length;
    const [now, released] = [count(result), count(theirs)];
    return now !== released - 1 && !(now === released && released < count(base));
  }
  const unlike = [...theirs].filter(([each, text]) => result.get(each) !== text);
  return (
    unlike.length !== 1 ||
    undo(result.get(unlike[0][0])) !== theirs.get(unlike[0][0]) ||
    result.size !== theirs.size
  );
}

console.log('| span | files that changed | conflicts | lost |\n|---|---|---|---|');
let [merged, lost] = [0, 0];
for (const [from, to] of spans) {
  const [base, theirs] = [releaseAt(from), releaseAt(to)];
  const next = random(seed);
  let [conflicts, gone] = [0, 0];
  for (let number = 0; number < edits; number++) {
    const edit = editOf(base, next, number);
    const { conflict, lost: isGone } = judge(edit, base, theirs);
    if (conflict) conflicts++;
    if (isGone) gone++;
    if (values.verbose && (conflict || isGone))
      console.log(`${isGone ? 'LOST' : 'conflict'} ${edit.path}:${edit.number} ${edit.kind}: ${edit.line}`);
  }
  merged += edits - conflicts;
  lost += gone;
  const changed = [...base].filter(([path, text]) => theirs.get(path) !== text).length;
  console.log(
    `| ${from}..${to} | ${changed} of ${base.size} | ${conflicts} of ${edits} | ${gone} of ${edits} |`,
  );
}
const total = spans.length * edits;
console.log(
  `\n${merged} of ${total} merged without a conflict (${((100 * merged) / total).toFixed(1)} %), ${lost} lost (seed ${seed}).`,
);
if (lost > 0) process.exitCode = 1;
