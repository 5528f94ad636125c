import { chooseFiles, packagesOf } from './choose.mjs';
import { replaceModules, resolveModule, specifierOf } from './imports.mjs';
import { placeOf, placesFor } from './places.mjs';
import { dependencyOf } from './project.mjs';
import { acceptsVite, versionFor } from './versions.mjs';
import { vitestConfig } from './vitest-config.mjs';

/**
 * @typedef {object} Plan
 * @property {{ sources: string, tests: string }} places
 * @property {Map<string, string>} files the texts to write, by path in the project
 * @property {Record<'dependencies' | 'devDependencies', Record<string, string>>} add what package.json lacks
 * @property {Map<string, string>} leftOut tests that are not copied, and what each one needs
 */

/**
 * Decides what a library is in a project: which files, where, with which imports, and the packages that they need.
 *
 * @param {import('./library.mjs').Library} library
 * @param {import('./project.mjs').Project} project
 * @param {{ into?: string, parts: readonly string[], tests: boolean }} options
 * @returns {Plan}
 */
export function planCopy(library, project, { into, parts, tests }, path) {
  const places = placesFor(project, { library: library.name, into }, path);
  const tools = acceptsVite(project.manifest) ? TEST_TOOLS : [];
  const has = (name) => tools.includes(name) || dependencyOf(project.manifest, name) !== undefined;
  const chosen = chooseFiles(library, { parts, tests, has });
  const isSource = (file) => chosen.sources.has(file);
  const place = (file) => placeOf(file, places, isSource);
  const files = new Map();
  for (const file of [...chosen.sources, ...chosen.tests]) {
    // Vitest finds a module by any of these names; a script of Node needs the whole name.
    const style = isSource(file) ? project.imports : 'js';
    files.set(place(file), adapt(library, file, place, style));
  }
  files.set(place('README.md'), readmeFor(library, project, place));
  if (chosen.tests.size > 0) files.set(`${places.tests}/vitest.config.mts`, vitestConfig(library.name));
  return { places, files, add: packagesFor(library, project, chosen), leftOut: chosen.leftOut };
}

/** What runs the tests: added if it is missing. */
const TEST_TOOLS = ['vitest', 'vite', '@nestjs/testing', 'reflect-metadata'];

function adapt(library, file, place, style) {
  return replaceModules(library.files.get(file), (specifier) => {
    const target = resolveModule(library, file, specifier);
    return target ? specifierOf(place(file), place(target), style) : specifier;
  });
}

/** The README, for a reader who writes files directly in the source root, without links that lead nowhere in a copy. */
function readmeFor(library, { sourceRoot, imports }, place) {
  const adapted = replaceModules(library.files.get('README.md'), (specifier) => {
    const target = resolveModule(library, 'README.md', specifier);
    if (target)
      return specifierOf(`${sourceRoot}/app.module.ts`, place(target), imports).replace(/\/index$/, '');
    return imports === 'js' ? specifier : specifier.replace(/\.js$/, imports === 'ts' ? '.ts' : '');
  });
  return adapted.replace(/\[([^\]]+)\]\(\.\.\/\.\.\/[^)]*\)/g, '$1');
}

function packagesFor(library, project, { sources, application, tests }) {
  const add = { dependencies: {}, devDependencies: {} };
  const types = Object.keys(library.manifest.devDependencies ?? {}).filter((name) =>
    name.startsWith('@types/'),
  );
  const put = (kind, packages) => {
    for (const name of packages) {
      const version = versionFor(project, library, name);
      if (version !== undefined && !add.dependencies[name]) add[kind][name] = version;
    }
  };
  // Those that nothing imports are peers of others, such as passport.
  const needed = new Set([
    ...packagesOf(library, application),
    ...Object.keys(library.manifest.dependencies ?? {}),
  ]);
  put('dependencies', needed);
  put(
    'devDependencies',
    types.filter((name) => needed.has(name.slice('@types/'.length))),
  );
  put('devDependencies', packagesOf(library, [...sources, ...tests]));
  if (tests.size > 0) put('devDependencies', ['vitest', 'vite']);
  return add;
}
