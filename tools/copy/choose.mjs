import path from 'node:path';
import { resolveModule } from './imports.mjs';
import { partsOf } from './library.mjs';
import { Refusal } from './refusal.mjs';

/**
 * Chooses the files to copy: everything that the main entry, the testing tools and the chosen parts import, and the tests that
 * need nothing else.
 *
 * @param {import('./library.mjs').Library} library
 * @param {{ parts: readonly string[], tests: boolean, has: (pkg: string) => boolean }} options `has` says whether a test may
 *   import a package that the sources do not
 * @returns {{ sources: Set<string>, application: Set<string>, tests: Set<string>, leftOut: Map<string, string> }} paths in the
 *   library: sources, those of them that run in the application, test files; tests that are left out, with the part or package
 *   that each one needs
 */
export function chooseFiles(library, { parts, tests, has }) {
  const known = partsOf(library);
  const unknown = parts.filter((part) => !known.includes(part));
  if (unknown.length > 0)
    throw new Refusal(
      `libs/${library.name} has no part "${unknown.join('", "')}": choose from ${known.join(', ') || 'none'}.`,
    );
  const entryOf = (entry) => library.manifest.exports[entry]?.import.slice('./'.length);
  const entries = ['.', ...parts.map((part) => `./${part}`)].map(entryOf);
  const application = closure(library, entries);
  const testing = closure(library, tests && entryOf('./testing') ? [entryOf('./testing')] : []);
  // What imports a test runner is a test: another runner's project could not compile it.
  const sources = packagesOf(library, testing).has('vitest')
    ? application
    : new Set([...application, ...testing]);
  const chosen = { application, sources, tests: new Set(), leftOut: new Map() };
  if (!tests) return chosen;

  const packages = packagesOf(library, sources);
  const folders = known.map((part) => path.posix.dirname(entryOf(`./${part}`)));
  const roots = [...library.files.keys()].filter(isSpec);
  if (testing.size > 0) roots.push(entryOf('./testing'));
  for (const spec of roots) {
    const files = closure(library, [spec]);
    const others = [...files].filter((file) => !sources.has(file));
    const part = folders.find((folder) =>
      others.some((file) => file.startsWith(`${folder}/`) && !isSpec(file)),
    );
    const missing =
      (part && path.posix.basename(part)) ??
      [...packagesOf(library, files)].find((name) => !packages.has(name) && !has(name));
    if (missing) chosen.leftOut.set(spec, missing);
    else for (const file of others) chosen.tests.add(file);
  }
  return chosen;
}

/** The npm packages that files of a library import. */
export function packagesOf(library, files) {
  return new Set(
    [...files].flatMap((file) => library.imports.get(file).packages).filter((name) => name !== 'node'),
  );
}

/** The files that some files import, directly or not, and these themselves. */
function closure(library, files) {
  const reached = new Set();
  const visit = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const specifier of library.imports.get(file).modules) {
      const target = resolveModule(library, file, specifier);
      if (!target)
        throw new Error(`${library.name}/${file} imports ${specifier}, which is not in the library.`);
      visit(target);
    }
  };
  files.forEach(visit);
  return reached;
}

/** Whether a test runner of this repository runs the file. */
export function isSpec(file) {
  return /[.-]spec\.ts$/.test(file);
}
