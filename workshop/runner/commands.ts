import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, watch } from 'node:fs';
import { join, relative } from 'node:path';
import {
  checkOf,
  exercises,
  isIn,
  LANGUAGES,
  languageOf,
  layOut,
  solutionBeside,
  type Exercise,
} from './exercises.js';
import { Progress } from './progress.js';
import { runCheck } from './run-check.js';
import { Stage } from './stage.js';

/** Something that was asked for and cannot be; the message says what can. */
export class WorkshopError extends Error {}

const USAGE = `npm run workshop                 the exercises, and which of them pass
npm run workshop -- start 4      copies the problem into workshop/work/04; --in python or php, for 1, 4, 5 and 9
npm run workshop -- check 4      plays it on three replicas; --watch again after each change, --seed N another scene
npm run workshop -- hint 4       the next hint
npm run workshop -- diff 4       your work beside the solution
npm run workshop -- reset 4      begins anew`;

/** Lists the exercises with progress. */
export async function list(): Promise<void> {
  const progress = new Progress();
  for (const exercise of exercises()) {
    const { says } = await checkOf(exercise);
    const state = progress.hasPassed(exercise.number) ? '✓' : existsSync(exercise.work) ? '…' : ' ';
    console.log(`${state} ${exercise.number} ${exercise.name.padEnd(16)} ${says}`);
  }
  console.log(`\n${USAGE}`);
}

/**
 * Copies the problem to where it is worked on.
 * @param language `python` or `php`; TypeScript if undefined
 * @throws WorkshopError if that was done before, or there is no starter in that language
 */
export function start(number: string, language?: string): void {
  const exercise = find(number);
  if (existsSync(exercise.work))
    throw new WorkshopError(
      `${shown(exercise.work)} exists already. To start again: npm run workshop -- reset ${number}`,
    );
  begin(exercise, language);
  console.log(readFileSync(join(exercise.directory, 'README.md'), 'utf8'));
  console.log(`Your file: ${shown(solutionBeside(exercise).work)}`);
}

/** Plays the exercise. @returns whether it passed */
export async function check(number: string, options: { seed: number; watching: boolean }): Promise<boolean> {
  const exercise = find(number);
  const folder = begun(exercise);
  const app = existsSync(join(folder, 'start')) ? folder : join(folder, 'app.ts');
  const stage = await Stage.open();
  try {
    const passed = await checkOnce(stage, exercise, app, options.seed);
    if (!options.watching) return passed;
    console.log('\nWaiting for changes; Ctrl-C ends it.');
    await again(exercise.work, () => checkOnce(stage, exercise, app, options.seed));
    return passed;
  } finally {
    await stage.close();
  }
}

/** Prints the next hint. */
export function hint(number: string): void {
  const exercise = find(number);
  const hints = readFileSync(join(exercise.directory, 'hints.md'), 'utf8').split(/^---$/m);
  const next = new Progress().nextHint(exercise.number);
  console.log(
    (hints[next] ?? `That was the last hint: npm run workshop -- diff ${number} shows a solution.`).trim(),
  );
}

/** Shows how the work differs from the solution. */
export function diff(number: string): void {
  const exercise = find(number);
  begun(exercise);
  const { work, solution } = solutionBeside(exercise);
  spawnSync('git', ['--no-pager', 'diff', '--no-index', '--', work, solution], {
    stdio: 'inherit',
  });
}

/** Throws the work away and copies the problem again. */
export function reset(number: string): void {
  const exercise = find(number);
  const language = languageOf(exercise);
  rmSync(exercise.work, { recursive: true, force: true });
  new Progress().reset(exercise.number);
  begin(exercise, language);
  console.log(`${shown(exercise.work)} is as it was at the start.`);
}

function begin(exercise: Exercise, language: string | undefined): void {
  if (language === undefined || language === 'typescript')
    return cpSync(join(exercise.directory, 'problem'), exercise.work, { recursive: true });
  const known = LANGUAGES.find((each) => each === language);
  if (!known || !isIn(exercise, known))
    throw new WorkshopError(
      `Exercise ${Number(exercise.number)} has no starter in ${language}. Any folder with a file \`start\`, which says how the app is started, can be checked.`,
    );
  layOut(exercise, known, 'problem', exercise.work);
}

async function checkOnce(stage: Stage, exercise: Exercise, app: string, seed: number): Promise<boolean> {
  const rules = await checkOf(exercise);
  console.log(`Three replicas of ${shown(app)} behind nginx, scene ${seed} …`);
  let verdict;
  try {
    verdict = await runCheck(stage, rules, app, seed);
  } catch (error) {
    console.log(`✗ The app does not start: ${(error as Error).message}`);
    return false;
  }
  if (verdict.passed) {
    new Progress().pass(exercise.number);
    console.log(`✓ ${rules.rule}: ${rules.says}`);
    return true;
  }
  console.log(`\n${verdict.history}\n\n✗ ${verdict.rule}: ${verdict.what}`);
  if (verdict.rule === rules.rule) console.log(`  The rule: ${rules.says}\n  Why it matters: ${rules.why}`);
  else console.log(`  The app does not yet do what ${shown(exercise.directory)}/README.md says.`);
  return false;
}

/** Runs the task after each change in the directory, one run at a time. */
async function again(directory: string, task: () => Promise<unknown>): Promise<never> {
  let changed: () => void = () => undefined;
  let dirty = false;
  watch(directory, { recursive: true }, () => {
    dirty = true;
    changed();
  });
  for (;;) {
    if (!dirty) await new Promise<void>((resolve) => (changed = resolve));
    dirty = false;
    await task();
  }
}

function find(number: string): Exercise {
  const exercise = exercises().find((each) => Number(each.number) === Number(number));
  if (!exercise) throw new WorkshopError(`There is no exercise ${number}.\n${USAGE}`);
  return exercise;
}

function begun({ work, number }: Exercise): string {
  if (!existsSync(work)) throw new WorkshopError(`Begin with npm run workshop -- start ${Number(number)}.`);
  return work;
}

function shown(path: string): string {
  return relative(process.cwd(), path);
}
