import { dependencyOf, installedVersion, majorOf } from './project.mjs';
import { Refusal } from './refusal.mjs';

const NEST = { 10: '^10.4.0', 11: '^11.0.0', 12: '^12.0.0' };

/** Versions by package, where it depends on the project which one works. */
const VERSIONS = {
  '@nestjs/common': ({ nest }) => NEST[nest],
  '@nestjs/core': ({ nest }) => NEST[nest],
  '@nestjs/testing': ({ nest }) => NEST[nest],
  '@nestjs/platform-express': ({ nest }) => NEST[nest],
  '@nestjs/platform-fastify': ({ nest }) => NEST[nest],
  // Version 12 is an ES module for Nest 11 and 12.
  '@nestjs/passport': ({ nest }) => ({ 10: '^10.0.3', 11: '^11.0.5' })[nest] ?? '^12.0.0',
  // Version 2 is an ES module, and asks for Node 22.
  cookie: () => '^1.1.1',
  // Version 6 is an ES module, which Jest cannot load from CommonJS.
  jose: ({ type }) => (type === 'module' ? '^6.2.0' : '^5.10.0'),
  // What TypeORM and others demand as a peer.
  ioredis: ({ manifest }) => (dependencyOf(manifest, 'typeorm') ? '^5.4.0' : '^6.0.0'),
  vitest: () => '^4.1.0',
  vite: () => '^8.0.0',
};

/** Major versions with which the libraries were tested. */
const SUPPORTED = { cookie: [1, 2], ioredis: [5, 6], jose: [5, 6], '@nestjs/throttler': [6] };

/**
 * Chooses the version of a package that a library imports, at the project's own major versions.
 *
 * @returns {string | undefined} the range to add to package.json; undefined if the project has the package
 * @throws Refusal if the project has a version that the library does not support
 */
export function versionFor(project, library, name) {
  const present = dependencyOf(project.manifest, name);
  const wanted = VERSIONS[name]?.(project) ?? rangeOf(library, name);
  if (present === undefined) return wanted;
  const major = majorOf(installedVersion(project.directory, name) ?? present);
  if (SUPPORTED[name] && major && !SUPPORTED[name].includes(major))
    throw new Refusal(
      `libs/${library.name} needs ${name} ${SUPPORTED[name].join(' or ')}, and the project has ${present}. Run: ${addCommand(project, `${name}@${wanted}`)}`,
    );
  return undefined;
}

/** Whether npm can install Vite 8, which runs the libraries' tests, beside the project's @types/node: its peer is 20.19 or 22.12. */
export function acceptsVite(manifest) {
  const [, caret, major, minor] =
    /(\^|>=)?(\d+)(?:\.(\d+))?/.exec(dependencyOf(manifest, '@types/node') ?? '') ?? [];
  if (major === undefined) return true;
  const first = { 20: 19, 22: 12 }[major] ?? (major > 22 ? 0 : Infinity);
  return first === 0 || minor >= first || (caret !== undefined && first < Infinity);
}

function rangeOf({ manifest }, name) {
  const { peerDependencies, dependencies, optionalDependencies, devDependencies } = manifest;
  const version = { ...devDependencies, ...optionalDependencies, ...dependencies, ...peerDependencies }[name];
  return /^\d/.test(version ?? '') ? `^${version}` : version;
}

function addCommand({ packageManager }, packages) {
  return `${packageManager} ${packageManager === 'npm' ? 'install' : 'add'} ${packages}`;
}

/** @throws Refusal if the libraries cannot work in the project, with the way out */
export function assertSupported(project) {
  const { directory, nest, adapters, typescript, target, hasDefaultTarget, manifestFile } = project;
  const refuse = (reason) => {
    throw new Refusal(`Nothing was copied into ${directory}. ${reason}`);
  };
  if (nest && !NEST[nest])
    refuse(
      `It uses Nest ${nest}, and the libraries support 10 to 12. Upgrade Nest first: https://docs.nestjs.com/migration-guide`,
    );
  if (adapters.length === 0)
    refuse(
      `${manifestFile} names neither @nestjs/platform-express nor @nestjs/platform-fastify. Install the one that main.ts uses.`,
    );
  if (!typescript) refuse('The libraries are TypeScript, and package.json does not name typescript.');
  const [major, minor] = (/(\d+)\.(\d+)/.exec(typescript)?.slice(1) ?? []).map(Number);
  if (major < 5 || (major === 5 && minor < 1))
    refuse(`It uses TypeScript ${typescript}, and the libraries need 5.1 or later.`);
  const way = 'Set "es2021" or later, which every supported Node runs.';
  if (hasDefaultTarget && major < 6)
    refuse(`Its tsconfig.json has no "target", which means ES5 in TypeScript ${major}. ${way}`);
  if (target !== undefined && yearOf(target) < 2021)
    refuse(`Its tsconfig.json has "target": "${target}". ${way}`);
}

/** The year of the edition of ECMAScript that a target names. */
function yearOf(target) {
  if (target === 'esnext') return Infinity;
  return { es3: 1999, es5: 2009, es6: 2015 }[target] ?? Number(target.slice('es'.length));
}
