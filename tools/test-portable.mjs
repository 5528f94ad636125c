// npm run test:portable: compiles the sources of libs/session and libs/idempotency as projects that copy them do, from TypeScript 5.1
// with Nest 10 to the checkout's versions, and loads the compiled main entries.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installed } from './versions/installed.mjs';
import { COMPILER, nestPackages } from './versions/nest-packages.mjs';
import { libraryProject } from './versions/library-project.mjs';

/** Every check that an application may turn on: its compiler applies them to copied sources too. */
const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  isolatedModules: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
};
/** As `nest new` of Nest 10 wrote it: `strict` is off. */
const LOOSE = { strictNullChecks: false, noImplicitAny: false, strictBindCallApply: false };
const ES_MODULES = { type: 'module', options: { module: 'node16', moduleResolution: 'node16' } };
const COMMON_JS = {
  type: 'commonjs',
  options: { module: 'commonjs', moduleResolution: 'node10', esModuleInterop: true },
};
const PROJECTS = [
  { nest: '10', ...COMMON_JS, checks: STRICT },
  { nest: '10', ...COMMON_JS, checks: LOOSE },
  { nest: '10', ...ES_MODULES, checks: STRICT },
  { nest: '11', ...COMMON_JS, checks: STRICT },
  { nest: '12', ...ES_MODULES, checks: STRICT },
];
/** Packages of the optional parts: an application that does not use these parts does not have them. */
const OPTIONAL_PACKAGES = ['memcache-client', 'msgpackr'];
const LOAD_MAIN_ENTRY = `
import { createRequire } from 'node:module';
const exported = await import('./dist/session/src/index.js');
const packages = Object.keys(createRequire(import.meta.url).cache).join();
const optional = ${JSON.stringify(OPTIONAL_PACKAGES)}.filter((name) => packages.includes('/node_modules/' + name + '/'));
if (optional.length > 0) throw new Error('The main entry loads ' + optional.join(' and '));
if (!('SessionModule' in exported)) throw new Error('The main entry exports no SessionModule');
await import('./dist/idempotency/src/index.js');
`;

for (const project of PROJECTS) if (!compiles(project)) process.exitCode = 1;

function compiles({ nest, type, options, checks }) {
  const packages = nestPackages(nest, COMPILER);
  const project = libraryProject(installed(`compile-${nest}`, packages), {
    type,
    compilerOptions: {
      target: 'es2021',
      lib: ['es2021'],
      types: ['node'],
      ...options,
      ...checks,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      skipLibCheck: true,
      rootDir: 'libs',
      outDir: 'dist',
    },
    include: ['libs/*/src'],
    // The contract of idempotency stores is a Vitest suite.
    exclude: ['**/*.spec.ts', 'libs/idempotency/src/testing'],
    files: { 'load-main-entry.mjs': LOAD_MAIN_ENTRY },
  });
  const node = (...args) =>
    spawnSync(process.execPath, args, { cwd: project.directory, stdio: 'inherit' }).status === 0;
  try {
    const versions = ['@nestjs/core', 'cookie', 'ioredis', '@types/node'].map(
      (name) => `${name} ${packages[name]}`,
    );
    const strictness = checks === STRICT ? 'strict' : 'not strict';
    console.log(
      `TypeScript ${packages.typescript}, ${options.module}, ${strictness}; ${versions.join(', ')}`,
    );
    return (
      node(join(project.directory, 'node_modules/typescript/bin/tsc'), '--project', '.') &&
      node('load-main-entry.mjs')
    );
  } finally {
    project.remove();
  }
}
