import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from '../../apps/lab/setup/run.mjs';

/**
 * Creates a temporary project with a copy of libs/session and the packages of another directory, so that bare imports resolve to
 * those packages in every process that a spec starts. Aliases would reach the test runner alone.
 *
 * @param {string} packages a directory that contains node_modules
 * @param {{ type?: 'module' | 'commonjs', compilerOptions: object, files?: Record<string, string> }} options
 * @returns {{ directory: string, remove: () => void }}
 */
export function sessionProject(packages, { type = 'module', compilerOptions, files = {}, ...tsconfig }) {
  const directory = mkdtempSync(join(tmpdir(), 'session-project-'));
  for (const folder of ['src', 'test'])
    cpSync(join(CHECKOUT, 'libs/session', folder), join(directory, 'libs/session', folder), {
      recursive: true,
    });
  symlinkSync(join(packages, 'node_modules'), join(directory, 'node_modules'));
  const write = (name, content) => writeFileSync(join(directory, name), content);
  write('package.json', JSON.stringify({ private: true, type }));
  write('tsconfig.json', JSON.stringify({ compilerOptions, ...tsconfig }, null, 2));
  for (const [name, content] of Object.entries(files)) write(name, content);
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
