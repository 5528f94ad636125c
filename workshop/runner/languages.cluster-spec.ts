import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
// @ts-expect-error plain JavaScript, which runs before npm ci
import { ensurePrograms } from '../../apps/lab/setup/programs.mjs';
import { checkOf, exercises, isIn, LANGUAGES, layOut } from './exercises.js';
import { runCheck } from './run-check.js';
import { Stage } from './stage.js';

const NEEDS = { python: 'python3-redis', php: 'php-redis' } as const;

describe.runIf(process.env['TEST_FULL'] === '1').each(LANGUAGES)('in %s', (language) => {
  let stage: Stage;
  beforeAll(async () => {
    ensurePrograms([NEEDS[language]]);
    // Where Debian's Python is, for which the client of Redis was installed.
    vi.stubEnv('PATH', `/usr/bin:${process.env['PATH']}`);
    stage = await Stage.open();
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await stage?.close();
  });

  it.each(exercises().filter((exercise) => isIn(exercise, language)))(
    'exercise $number, $name: the check refuses the problem and accepts the solution',
    async (exercise) => {
      const check = await checkOf(exercise);
      for (const kind of ['problem', 'solution'] as const) {
        const app = join(exercise.work, '..', 'languages', `${exercise.number}-${language}-${kind}`);
        layOut(exercise, language, kind, app);
        const verdict = await runCheck(stage, check, app, 1);
        expect(verdict, JSON.stringify(verdict)).toMatchObject(
          kind === 'solution' ? { passed: true } : { passed: false, rule: check.rule },
        );
        rmSync(app, { recursive: true, force: true });
      }
    },
  );
});
