import nodePath from 'node:path';
import { toPosix } from './library.mjs';
import { Refusal } from './refusal.mjs';

/**
 * Decides where a library goes.
 *
 * @param {{ directory: string, sourceRoot: string, testRoot: string }} project
 * @param {{ library: string, into?: string }} options `into` is what the user typed, relative to the project
 * @param {import('node:path').PlatformPath} path of the system, or `path.win32` in tests
 * @returns {{ sources: string, tests: string }} folders, relative to the project, with `/`
 * @throws Refusal if the folder is the project itself or outside of it
 */
export function placesFor({ directory, sourceRoot, testRoot }, { library, into }, path = nodePath) {
  const sources = into
    ? toPosix(path.relative(directory, path.resolve(directory, into)), path)
    : nodePath.posix.join(sourceRoot, library);
  if (sources === '' || sources.startsWith('..') || path.isAbsolute(sources))
    throw new Refusal(`--into ${into} is not a folder inside ${directory}.`);
  return { sources, tests: nodePath.posix.join(testRoot, nodePath.posix.basename(sources)) };
}

/**
 * Returns where a file of a library goes.
 *
 * @param {string} file its path in the library
 * @param {{ sources: string, tests: string }} places
 * @param {(file: string) => boolean} isSource whether the application needs the file
 */
export function placeOf(file, places, isSource) {
  if (file === 'README.md' || isSource(file)) return `${places.sources}/${file.replace(/^src\//, '')}`;
  // No pattern of Jest or Vitest finds these names: the project's own run stays what it was.
  const name = file.replace(/\.spec\.ts$/, '.lib-spec.ts').replace(/\.e2e-spec\.ts$/, '.e2e.lib-spec.ts');
  return `${places.tests}/${name.replace(/^src\//, 'unit/').replace(/^test\//, '')}`;
}
