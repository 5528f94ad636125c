import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkOf, exercises, wrongSolutionsOf } from './exercises.js';
import { runCheck } from './run-check.js';
import { Stage } from './stage.js';
import { withWrongSolution } from './with-wrong-solution.js';

/** TEST_FULL=1 plays every wrong solution, else the first of each exercise. */
const HOW_MANY = process.env['TEST_FULL'] === '1' ? Infinity : 1;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

for (const exercise of exercises()) {
  const check = await checkOf(exercise);
  const wrong = await wrongSolutionsOf(exercise);

  describe(`exercise ${exercise.number}, ${exercise.name}`, () => {
    it('has at least four wrong solutions', () => {
      expect(wrong.length).toBeGreaterThanOrEqual(4);
    });

    it.each(wrong.slice(0, HOW_MANY))('refuses that $name', async (solution) => {
      const verdict = await withWrongSolution(exercise, solution, (app) => runCheck(stage, check, app, 1));
      expect(verdict).toMatchObject({ passed: false, rule: solution.breaks ?? check.rule });
    });
  });
}
