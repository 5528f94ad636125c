import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ancestors, applicationsIn, layoutOf } from './layout.mjs';
import { Refusal } from './refusal.mjs';
import { readJsonc, readTsconfig } from './tsconfig.mjs';

const LOCKFILES = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'package-lock.json': 'npm',
};

/**
 * What a copy needs to know about a project.
 *
 * @typedef {object} Project
 * @property {string} directory where the application is; all other paths are relative to it, with `/`
 * @property {string} manifestFile the package.json that names @nestjs/core
 * @property {object} manifest its content
 * @property {string} sourceRoot such as `src`
 * @property {string} testRoot `test`, or `tests` if the project has that
 * @property {'module' | 'commonjs'} type
 * @property {number} nest major version
 * @property {('express' | 'fastify')[]} adapters the one that main.ts uses first
 * @property {'npm' | 'pnpm' | 'yarn' | 'bun'} packageManager
 * @property {'jest' | 'vitest' | undefined} runner
 * @property {'none' | 'js' | 'ts'} imports how relative imports end
 * @property {'tsc' | 'swc' | 'webpack'} builder
 * @property {string | undefined} target of the compiler, in lower case; undefined if it is TypeScript's default or not known
 * @property {boolean} hasDefaultTarget whether no configuration sets it
 * @property {boolean} buildsTests whether the build compiles what lies in `testRoot`
 */

/** Reads a project. @returns {Project} @throws Refusal if it is not a project of Nest */
export function readProject(directory) {
  if (!existsSync(directory)) throw new Refusal(`${directory} does not exist.`);
  const manifestFile = manifestOf(directory);
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  const has = (name) => dependencyOf(manifest, name) !== undefined;
  const root = ancestors(directory).find((each) =>
    Object.keys(LOCKFILES).some((name) => existsSync(path.join(each, name))),
  );
  const { sourceRoot, compiler } = layoutOf(directory);
  if (!existsSync(path.join(directory, sourceRoot))) refuseWorkspace(directory);
  const { compilerOptions, exclude, include, isComplete } = readTsconfig(directory);
  const type = nearestManifest(directory)?.type === 'module' ? 'module' : 'commonjs';
  const beside = path.posix.dirname(sourceRoot);
  const testRoot =
    ['test', 'tests']
      .map((name) => path.posix.join(beside, name))
      .find((each) => existsSync(path.join(directory, each))) ?? path.posix.join(beside, 'test');
  return {
    directory,
    manifestFile,
    manifest,
    sourceRoot,
    testRoot,
    type,
    nest: majorOf(installedVersion(directory, '@nestjs/core') ?? dependencyOf(manifest, '@nestjs/core')),
    typescript: installedVersion(directory, 'typescript') ?? dependencyOf(manifest, 'typescript'),
    adapters: adapterOrder(path.join(directory, sourceRoot, 'main.ts')).filter((name) =>
      has(`@nestjs/platform-${name}`),
    ),
    packageManager:
      /^\w+/.exec(manifest.packageManager ?? '')?.[0] ??
      LOCKFILES[Object.keys(LOCKFILES).find((name) => root && existsSync(path.join(root, name)))] ??
      'npm',
    runner: ['jest', 'vitest'].find(has),
    imports: importStyle(path.join(directory, sourceRoot)) ?? (type === 'module' ? 'js' : 'none'),
    builder: compiler,
    target: compilerOptions.target?.toLowerCase(),
    hasDefaultTarget: compilerOptions.target === undefined && isComplete,
    buildsTests:
      !exclude.some((each) => /(^|\/)tests?(\/|$)|^\*\*\/\*spec\.ts$/.test(each)) &&
      !include?.every((each) => each.startsWith('src')),
  };
}

function adapterOrder(main) {
  const fastify = existsSync(main) && readFileSync(main, 'utf8').includes('FastifyAdapter');
  return fastify ? ['fastify', 'express'] : ['express', 'fastify'];
}

/** The range or version of a package in a package.json. */
export function dependencyOf(manifest, name) {
  return (
    manifest.dependencies?.[name] ?? manifest.devDependencies?.[name] ?? manifest.peerDependencies?.[name]
  );
}

/** The first number of a version or range; NaN if there is none. */
export function majorOf(version) {
  return Number(/\d+/.exec(version ?? '')?.[0]);
}

/** The version of a package that is installed for a directory, undefined if none is. */
export function installedVersion(directory, name) {
  const file = ancestors(directory)
    .map((each) => path.join(each, 'node_modules', name, 'package.json'))
    .find((each) => existsSync(each));
  return file && JSON.parse(readFileSync(file, 'utf8')).version;
}

function manifestOf(directory) {
  const manifests = ancestors(directory)
    .map((each) => path.join(each, 'package.json'))
    .filter((file) => existsSync(file));
  const found = manifests.find((file) =>
    dependencyOf(JSON.parse(readFileSync(file, 'utf8')), '@nestjs/core'),
  );
  if (found) return found;
  refuseWorkspace(directory);
  throw new Refusal(
    `${directory} is not a Nest project: no package.json there or above it names @nestjs/core.`,
  );
}

/** @throws Refusal if the directory has applications, and is none */
function refuseWorkspace(directory) {
  const applications = applicationsIn(directory);
  if (applications.length > 0)
    throw new Refusal(
      `${directory} is a workspace: name one of its applications, such as ${path.join(directory, applications[0])}.`,
    );
}

function nearestManifest(directory) {
  return ancestors(directory)
    .map((each) => readJsonc(path.join(each, 'package.json')))
    .find(Boolean);
}

/** How most relative imports of the project's own sources end. @returns undefined without any */
function importStyle(sources) {
  if (!existsSync(sources)) return undefined;
  const counts = { none: 0, js: 0, ts: 0 };
  const files = readdirSync(sources, { recursive: true }).filter((file) => /(?<!\.d)\.ts$/.test(file));
  for (const file of files.slice(0, 300))
    for (const [, ending] of readFileSync(path.join(sources, file), 'utf8').matchAll(
      /\bfrom\s+['"]\.{1,2}\/[^'"]*?(\.[jt]s)?['"]/g,
    ))
      counts[ending?.slice(1) ?? 'none']++;
  const [[style, count]] = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return count > 0 ? style : undefined;
}
