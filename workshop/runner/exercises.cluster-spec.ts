import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkOf, exercises } from './exercises.js';
import { Play } from './play.js';
import { playOn, runCheck } from './run-check.js';
import { Stage } from './stage.js';

/** TEST_FULL=1 plays every scene three times, each another one. */
const SEEDS = process.env['TEST_FULL'] === '1' ? [1, 2, 3] : [1];

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

it('there are twelve exercises', () => {
  expect(exercises().map(({ number }) => Number(number))).toEqual(
    Array.from({ length: 12 }, (_, at) => at + 1),
  );
});

describe.each(exercises())('exercise $number, $name', (exercise) => {
  it.each(SEEDS)('fails its problem by its rule, and passes its solution (seed %i)', async (seed) => {
    const check = await checkOf(exercise);
    expect(check.rule.startsWith(`${exercise.name}/`)).toBe(true);
    const problem = await runCheck(stage, check, join(exercise.directory, 'problem', 'app.ts'), seed);
    expect(problem).toMatchObject({ passed: false, rule: check.rule });
    const solution = await runCheck(stage, check, join(exercise.directory, 'solution', 'app.ts'), seed);
    expect(solution).toEqual({ passed: true });
  });
});

describe.each(['does-nothing', 'knows-the-answers'])('an app that %s', (name) => {
  it('fails every check', async () => {
    const app = fileURLToPath(new URL(`impostors/${name}.ts`, import.meta.url));
    const play = await Play.start(stage, app, {});
    for (const exercise of exercises()) {
      await stage.admin.flushall();
      expect(await playOn(play, await checkOf(exercise), 1), exercise.name).toMatchObject({ passed: false });
    }
    await play.stop();
  });
});
