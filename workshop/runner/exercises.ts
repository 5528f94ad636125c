/// <reference types="vite/client" />
import { readdirSync } from 'node:fs';
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
