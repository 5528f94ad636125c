import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from '../../apps/lab/setup/run.mjs';

/** The libraries that support several versions of Nest. */
export const LIBRARIES = ['session', 'idempotency'];

/**
 * Creates a temporary project with a copy of these libraries and the packages of another directory, so that bare imports resolve to
 * those packages in every process that a spec starts. Aliases would reach the test runner alone.
 *
 * @param {string} packages a directory that contains node_modules
 * @param {{ type?: 'module' | 'commonjs', compilerOptions: object, files?: Record<string, string> }} options
 * @returns {{ directory: string, remove: () => void }}
 */
export function libraryProject(packages, { type = 'module', compilerOptions, files = {}, ...tsconfig }) {
  const directory = mkdtempSync(join(tmpdir(), 'library-project-'));
  for (const library of LIBRARIES)
    for (const folder of ['src', 'test'].map((name) => join('libs', library, name)))
      cpSync(join(CHECKOUT, folder), join(directory, folder), { recursive: true });
  symlinkSync(join(packages, 'node_modules'), join(directory, 'node_modules'));
  const write = (name, content) => writeFileSync(join(directory, name), content);
  write('package.json', JSON.stringify({ private: true, type }));
  write('tsconfig.json', JSON.stringify({ compilerOptions, ...tsconfig }, null, 2));
  for (const [name, content] of Object.entries(files)) write(name, content);
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
