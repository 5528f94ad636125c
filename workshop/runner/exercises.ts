/// <reference types="vite/client" />
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Check } from './check.js';
import type { WrongSolution } from './wrong-solution.js';

const WORKSHOP = fileURLToPath(new URL('..', import.meta.url));

/** One of the twelve. */
export interface Exercise {
  /** `04`. */
  readonly number: string;
  /** `two-tabs`. */
  readonly name: string;
  readonly directory: string;
  /** Where an attendee works on it. */
  readonly work: string;
}

/** All exercises, in order. */
export function exercises(): Exercise[] {
  return readdirSync(WORKSHOP)
    .sort()
    .flatMap((folder) => {
      const [, number, name] = /^(\d\d)-([a-z-]+)$/.exec(folder) ?? [];
      if (!number || !name) return [];
      return [{ number, name, directory: join(WORKSHOP, folder), work: join(WORKSHOP, 'work', number) }];
    });
}

/** Languages with a starter for some exercises, beside TypeScript. */
export const LANGUAGES = ['python', 'php'] as const;
export type Language = (typeof LANGUAGES)[number];

const SUFFIX: Readonly<Record<Language, string>> = { python: 'py', php: 'php' };

/** Whether there is a starter in this language. */
export function isIn({ directory }: Exercise, language: Language): boolean {
  return existsSync(join(directory, language));
}

/** Lays out an app in another language than TypeScript: the app, the HTTP it is built on, and the line that starts it. */
export function layOut(
  { directory }: Exercise,
  language: Language,
  kind: 'problem' | 'solution',
  into: string,
): void {
  cpSync(join(WORKSHOP, 'languages', language), into, { recursive: true });
  cpSync(join(directory, language, `${kind}.${SUFFIX[language]}`), join(into, `app.${SUFFIX[language]}`));
}

/** In which language an attendee works on an exercise; undefined for TypeScript. */
export function languageOf({ work }: Exercise): Language | undefined {
  return LANGUAGES.find((language) => existsSync(join(work, `app.${SUFFIX[language]}`)));
}

/** The file of the solution in the language an attendee works in, and that of their work. */
export function solutionBeside(exercise: Exercise): { work: string; solution: string } {
  const language = languageOf(exercise);
  const [app, solution] = language
    ? [`app.${SUFFIX[language]}`, join(language, `solution.${SUFFIX[language]}`)]
    : ['app.ts', join('solution', 'app.ts')];
  return { work: join(exercise.work, app), solution: join(exercise.directory, solution) };
}

const checks = import.meta.glob<{ check: Check }>('../*/check.ts');

/** The check of an exercise. */
export async function checkOf({ directory }: Exercise): Promise<Check> {
  const module = await checks[`../${basename(directory)}/check.ts`]!();
  return module.check;
}

const wrong = import.meta.glob<{ wrong: readonly WrongSolution[] }>('../*/wrong.ts');

/** The wrong solutions of an exercise, each of which its check must refuse. */
export async function wrongSolutionsOf({ directory }: Exercise): Promise<readonly WrongSolution[]> {
  return (await wrong[`../${basename(directory)}/wrong.ts`]!()).wrong;
}
