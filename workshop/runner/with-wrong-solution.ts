import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exercise } from './exercises.js';
import type { WrongSolution } from './wrong-solution.js';

/**
 * Writes a wrong solution as an app of its own, passes its file on, and removes it afterwards.
 * @throws where an edit's text is not in the right solution exactly once
 */
export async function withWrongSolution<T>(
  exercise: Exercise,
  { name, edits, routing }: WrongSolution,
  task: (app: string) => Promise<T>,
): Promise<T> {
  const solution = join(exercise.directory, 'solution');
  let source = readFileSync(join(solution, 'app.ts'), 'utf8');
  for (const [from, to] of edits) {
    if (source.split(from).length !== 2)
      throw new Error(`"${name}" changes a text that is not there once: ${from}`);
    source = source.replace(from, () => to);
  }
  const directory = join(exercise.work, '..', 'wrong', `${exercise.number}-${name.replaceAll(/\W+/g, '-')}`);
  mkdirSync(directory, { recursive: true });
  try {
    writeFileSync(join(directory, 'app.ts'), source);
    const balancer = join(solution, 'balancer.json');
    if (routing) writeFileSync(join(directory, 'balancer.json'), JSON.stringify({ routing }));
    else if (existsSync(balancer)) copyFileSync(balancer, join(directory, 'balancer.json'));
    return await task(join(directory, 'app.ts'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
