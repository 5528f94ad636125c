import type { Shape } from './shapes.js';

export const LIBRARIES = ['session', 'auth', 'replica', 'idempotency'];

/** The files of a project before anything is copied into it. */
export function filesOf(shape: Shape): Record<string, string> {
  const { dependencies, devDependencies, type, layout } = shape;
  const packages = { dependencies, devDependencies };
  const own = layout ? 'apps/api/' : '';
  const application = Object.fromEntries(
    Object.entries(applicationFiles(shape)).map(([path, text]) => [own + path, text]),
  );
  const manifest = json({ name: 'api', private: true, type, ...packages });
  if (layout === 'npm-workspaces')
    return {
      'package.json': json({ name: 'root', private: true, workspaces: ['apps/*'] }),
      'package-lock.json': json({ name: 'root', lockfileVersion: 3, packages: {} }),
      'apps/api/package.json': manifest,
      ...application,
    };
  if (layout === 'nx')
    return {
      'package.json': manifest,
      'nx.json': '{}',
      'apps/api/project.json': json({ name: 'api', sourceRoot: 'apps/api/src' }),
      ...application,
    };
  const lockfile = shape.packageManager === 'pnpm' && { 'pnpm-lock.yaml': `lockfileVersion: '9.0'\n` };
  return { 'package.json': manifest, ...lockfile, ...application };
}

function applicationFiles(shape: Shape): Record<string, string> {
  const { compilerOptions, runner, adapters } = shape;
  return {
    'tsconfig.json': json({
      compilerOptions: {
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
        esModuleInterop: true,
        skipLibCheck: true,
        outDir: 'dist',
        types: runner === 'jest' ? ['node', 'jest'] : ['node'],
        ...compilerOptions,
      },
    }),
    'tsconfig.build.json': json({
      extends: './tsconfig.json',
      compilerOptions: { rootDir: 'src' },
      exclude: ['node_modules', 'test', 'dist', '**/*spec.ts', '*.mts'],
    }),
    'nest-cli.json': json({ collection: '@nestjs/schematics', sourceRoot: 'src' }),
    'src/main.ts': mainFile(shape, adapters),
    'src/libraries.spec.ts': specFile(shape),
    ...(runner === 'jest' && {
      'jest.config.js': `module.exports = ${json({
        moduleFileExtensions: ['js', 'json', 'ts'],
        rootDir: 'src',
        testRegex: '.*\\.spec\\.ts$',
        transform: { '^.+\\.(t|j)s$': ['ts-jest', { isolatedModules: true }] },
        testEnvironment: 'node',
      })};\n`,
    }),
    ...(runner === 'vitest' && {
      'vitest.config.mts': `export default { test: { include: ['src/**/*.spec.ts'] } };\n`,
    }),
    ...shape.files,
  };
}

/** Serves the application of one README, which APP names, on the adapter that ADAPTER names. */
function mainFile({ type }: Shape, adapters: readonly string[]): string {
  const end = ending(type);
  // `import()` in CommonJS would need the ending of the file, which Jest and webpack do not find.
  const load = (path: string) =>
    type === 'module' ? `import('${path}.js')` : `Promise.resolve(require('${path}'))`;
  const cases = LIBRARIES.map((name) => `${name}: () => ${load(`./${name}-app/app.module`)}`).join(',\n  ');
  const fastify = adapters.includes('fastify');
  const create = fastify
    ? `process.env.ADAPTER === 'express' ? NestFactory.create(AppModule) : NestFactory.create(AppModule, new FastifyAdapter())`
    : `NestFactory.create(AppModule)`;
  return `${fastify ? `import { FastifyAdapter } from '@nestjs/platform-fastify';\n` : ''}import { NestFactory } from '@nestjs/core';
import { stopOnSignals } from './replica/index${end}';

const applications: Record<string, () => Promise<{ AppModule: new () => object }>> = {
  ${cases},
};

async function start() {
  const { AppModule } = await applications[process.env.APP ?? '']!();
  const app = await (${create});
  if (process.env.APP === 'replica') stopOnSignals(app);
  if (process.env.APP === 'idempotency')
    app.useGlobalGuards({
      canActivate(context: any) {
        const request = context.switchToHttp().getRequest();
        if (request.headers['x-user']) request.user = { id: request.headers['x-user'] };
        return true;
      },
    });
  await app.listen(process.env.PORT ?? 3000, '127.0.0.1');
}
void start();
`;
}

/** A test of the project's own, which uses every library under the project's own runner. */
function specFile({ type, runner }: Shape): string {
  const end = ending(type);
  return `${runner === 'vitest' ? `import { describe, expect, it } from 'vitest';\n` : ''}import 'reflect-metadata';
import { AuthModule } from './auth/index${end}';
import { IdempotencyModule } from './idempotency/index${end}';
import { ReplicaModule } from './replica/index${end}';
import { fakeSession } from './session/testing/index${end}';
import { CartController } from './session-app/cart.controller${end}';

describe('CartController', () => {
  it('adds to the cart', async () => {
    const session = fakeSession({ userId: 'ada' });
    await new CartController().add(session, { sku: 'PAN-002', quantity: 1 });
    expect(session.cart).toHaveLength(1);
  });

  it('finds the other modules', () => {
    for (const each of [AuthModule, IdempotencyModule, ReplicaModule]) expect(each).toBeDefined();
  });
});
`;
}

/** The files that the README of a copied library shows, in a folder of their own. */
export function readmeApplication(library: string, readme: string, { type }: Shape): Record<string, string> {
  const blocks = readme.matchAll(/```ts\n\/\/ src\/(\S+?\.ts)\n([^]*?)```/g);
  return Object.fromEntries(
    [...blocks].map(([, name = '', text = '']) => [
      `src/${library}-app/${name}`,
      // A busy machine is no outage.
      text
        .replace('commandTimeout: 250', 'commandTimeout: 10_000')
        .replaceAll(
          `'./${library}${type === 'module' ? '/' : `'`}`,
          `'../${library}${type === 'module' ? '/' : `'`}`,
        ),
    ]),
  );
}

function ending(type: Shape['type']): string {
  return type === 'module' ? '.js' : '';
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
