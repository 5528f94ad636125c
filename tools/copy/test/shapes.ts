/** A shape of project into which the libraries are copied, as generated for the tests. */
export interface Shape {
  readonly name: string;
  /** Exact versions. */
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly type: 'module' | 'commonjs';
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  readonly adapters: readonly ('express' | 'fastify')[];
  readonly runner: 'jest' | 'vitest';
  readonly build: readonly string[];
  /** How the application lies in its repository. */
  readonly layout?: 'npm-workspaces' | 'nx';
  /** What installs the packages; npm without it. */
  readonly packageManager?: 'pnpm';
  readonly files?: Readonly<Record<string, string>>;
  /** Whether `npm test` runs it, or only the long form. */
  readonly always?: true;
}

const COMMON = { 'reflect-metadata': '0.2.2', rxjs: '7.8.2' };
const NEST_10 = nest('10.4.22');
const NEST_11 = nest('11.2.10');
const NEST_12 = nest('12.5.1');
const EXPRESS = { 10: '10.4.22', 11: '11.2.10', 12: '12.5.0' };
const FASTIFY = { 10: '10.4.22', 11: '11.2.8', 12: '12.5.0' };
const JEST = { jest: '29.7.0', 'ts-jest': '29.4.5', '@types/jest': '29.5.14' };
const VITEST = { vitest: '4.1.12', vite: '8.3.8' };

/** As `nest new` of Nest 10 wrote it: `strict` is off. */
const LOOSE = { strictNullChecks: false, noImplicitAny: false, strictBindCallApply: false };
const STRICT = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
};
const NODE_10 = { module: 'commonjs', moduleResolution: 'node10', target: 'es2021' };
const NODE_NEXT = { module: 'nodenext', moduleResolution: 'nodenext', target: 'es2023' };

export const SHAPES: readonly Shape[] = [
  {
    name: 'Nest 10, CommonJS, Express, Jest, tsc',
    dependencies: { ...COMMON, ...NEST_10, '@nestjs/platform-express': EXPRESS[10] },
    devDependencies: { ...JEST, typescript: '5.1.6', '@types/node': '20.11.30' },
    type: 'commonjs',
    compilerOptions: { ...NODE_10, ...LOOSE },
    adapters: ['express'],
    runner: 'jest',
    build: ['tsc', '-p', 'tsconfig.build.json'],
    always: true,
  },
  {
    name: 'Nest 11, CommonJS, Express, Jest, webpack',
    dependencies: { ...COMMON, ...NEST_11, '@nestjs/platform-express': EXPRESS[11] },
    devDependencies: {
      ...JEST,
      '@nestjs/cli': '11.0.13',
      'ts-loader': '9.6.2',
      typescript: '5.9.3',
      '@types/node': '22.19.1',
    },
    type: 'commonjs',
    compilerOptions: { ...NODE_NEXT, ...LOOSE },
    adapters: ['express'],
    runner: 'jest',
    build: ['nest', 'build', '--webpack'],
  },
  {
    name: 'Nest 11, ES modules, Fastify, Vitest, swc',
    dependencies: { ...COMMON, ...NEST_11, '@nestjs/platform-fastify': FASTIFY[11] },
    devDependencies: {
      ...VITEST,
      '@swc/cli': '0.7.9',
      '@swc/core': '1.15.3',
      typescript: '5.9.3',
      '@types/node': '22.19.1',
    },
    type: 'module',
    compilerOptions: { ...NODE_NEXT, ...STRICT },
    adapters: ['fastify'],
    runner: 'vitest',
    build: ['swc', 'src', '--out-dir', 'dist', '--strip-leading-paths'],
    files: {
      '.swcrc': JSON.stringify({
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
        },
        module: { type: 'es6' },
      }),
    },
  },
  {
    name: 'Nest 12, ES modules, both adapters, Vitest, tsc',
    dependencies: {
      ...COMMON,
      ...NEST_12,
      '@nestjs/platform-express': EXPRESS[12],
      '@nestjs/platform-fastify': FASTIFY[12],
    },
    devDependencies: {
      ...VITEST,
      '@nestjs/testing': '12.1.1',
      typescript: '6.0.3',
      '@types/node': '20.19.25',
    },
    type: 'module',
    compilerOptions: { ...NODE_NEXT, ...STRICT },
    adapters: ['fastify', 'express'],
    runner: 'vitest',
    build: ['tsc', '-p', 'tsconfig.build.json'],
    always: true,
  },
  {
    name: 'Nest 11, TypeORM, which demands ioredis 5',
    dependencies: { ...COMMON, ...NEST_11, '@nestjs/platform-express': EXPRESS[11], typeorm: '0.3.27' },
    devDependencies: { ...JEST, typescript: '5.9.3', '@types/node': '22.19.1' },
    type: 'commonjs',
    compilerOptions: { ...NODE_10, ...LOOSE },
    adapters: ['express'],
    runner: 'jest',
    build: ['tsc', '-p', 'tsconfig.build.json'],
  },
  {
    name: 'an application in npm workspaces',
    dependencies: { ...COMMON, ...NEST_11, '@nestjs/platform-express': EXPRESS[11] },
    devDependencies: { ...JEST, typescript: '5.9.3', '@types/node': '22.19.1' },
    type: 'commonjs',
    compilerOptions: { ...NODE_10, ...LOOSE },
    adapters: ['express'],
    runner: 'jest',
    build: ['tsc', '-p', 'tsconfig.build.json'],
    layout: 'npm-workspaces',
  },
  {
    name: 'an application in a workspace of Nx',
    dependencies: { ...COMMON, ...NEST_11, '@nestjs/platform-fastify': FASTIFY[11] },
    devDependencies: { ...JEST, typescript: '5.9.3', '@types/node': '22.19.1' },
    type: 'commonjs',
    compilerOptions: { ...NODE_10, ...STRICT },
    adapters: ['fastify'],
    runner: 'jest',
    build: ['tsc', '-p', 'tsconfig.build.json'],
    layout: 'nx',
  },
  {
    name: 'Nest 10, CommonJS, Fastify 4, strict off, moduleResolution node',
    dependencies: { ...COMMON, ...NEST_10, '@nestjs/platform-fastify': FASTIFY[10] },
    devDependencies: { ...JEST, typescript: '5.9.3', '@types/node': '20.19.25' },
    type: 'commonjs',
    compilerOptions: { ...NODE_10, ...LOOSE, moduleResolution: 'node', strict: false },
    adapters: ['fastify'],
    runner: 'jest',
    build: ['tsc', '-p', 'tsconfig.build.json'],
  },
  {
    name: 'Nest 11, exactOptionalPropertyTypes, old @types/node',
    dependencies: { ...COMMON, ...NEST_11, '@nestjs/platform-express': EXPRESS[11] },
    devDependencies: { ...JEST, typescript: '5.1.6', '@types/node': '20.3.1' },
    type: 'commonjs',
    compilerOptions: {
      ...NODE_10,
      ...STRICT,
      exactOptionalPropertyTypes: true,
      noImplicitOverride: true,
      noImplicitReturns: true,
    },
    adapters: ['express'],
    runner: 'jest',
    build: ['tsc', '-p', 'tsconfig.build.json'],
  },
  {
    name: 'Nest 11, CommonJS, Express, Jest, tsc, installed by pnpm',
    dependencies: { ...COMMON, ...NEST_11, '@nestjs/platform-express': EXPRESS[11] },
    devDependencies: { ...JEST, typescript: '5.9.3', '@types/node': '22.19.1' },
    type: 'commonjs',
    compilerOptions: { ...NODE_10, ...LOOSE },
    adapters: ['express'],
    runner: 'jest',
    build: ['tsc', '-p', 'tsconfig.build.json'],
    packageManager: 'pnpm',
  },
];

function nest(version: string) {
  return { '@nestjs/common': version, '@nestjs/core': version };
}
