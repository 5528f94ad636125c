import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
// @ts-expect-error JavaScript without declarations: it runs before anything is built.
import { main } from '../main.mjs';

const NEST = {
  dependencies: { '@nestjs/core': '^11.0.0', '@nestjs/platform-express': '^11.0.0', ioredis: '^5.4.1' },
  devDependencies: { typescript: '^5.9.0', jest: '^29.0.0', eslint: '^9.0.0', prettier: '^3.0.0' },
};
const TSCONFIG = { compilerOptions: { target: 'ES2023' } };

describe('npm run copy', { timeout: 60_000 }, () => {
  let project: string;
  const read = (path: string) => readFileSync(join(project, path), 'utf8');
  const exists = (path: string) => existsSync(join(project, path));
  const write = (path: string, content: string | object) => {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(
      join(project, path),
      typeof content === 'string' ? content : JSON.stringify(content, null, 2),
    );
  };
  const copy = (...options: string[]) => main(options, project) as { status: number; output: string };
  const sources = (folder: string) =>
    readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'session-lab-copy-'));
    write('package.json', NEST);
    write('tsconfig.json', TSCONFIG);
    write('src/main.ts', '');
  });
  afterEach(() => rmSync(project, { recursive: true, force: true }));

  it('copies the sources in the import style of the project, and says what to do next', () => {
    write('.eslintrc.js', '');
    const { status, output } = copy('session', '.');
    expect(status).toBe(0);
    expect(output).toContain('Nest 11 on express, CommonJS, imports without ending, tsc, jest, npm');
    for (const expected of [
      'SessionModule.forRoot({',
      `app.set('trust proxy', 1)`,
      'session.regenerate({ userId:',
      'SESSION_KEYS=1:',
      '.eslintrc',
    ])
      expect(output).toContain(expected);
    for (const file of sources('src/session'))
      expect(read(`src/session/${file}`)).not.toMatch(/from '\..*\.js'/);
    expect(read('src/session/README.md')).not.toContain(`'@app/session`);
  });

  it('adds only what the copied files import, at versions that work in the project', () => {
    copy('auth', '.');
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
      string,
      Record<string, string>
    >;
    expect(dependencies).toMatchObject({
      '@nestjs/passport': '^11.0.5',
      jose: '^5.10.0',
      passport: '^0.7.0',
      ioredis: '^5.4.1',
    });
    expect(Object.keys({ ...dependencies, ...devDependencies })).not.toContain('@nestjs/platform-fastify');
  });

  it('chooses ioredis 5 beside TypeORM, and the ES modules of jose in a project of ES modules', () => {
    const { ioredis: _, ...dependencies } = NEST.dependencies;
    write('package.json', { ...NEST, type: 'module', dependencies: { ...dependencies, typeorm: '^0.3.0' } });
    copy('auth', '.');
    expect(JSON.parse(read('package.json'))).toMatchObject({
      dependencies: { ioredis: '^5.4.0', jose: '^6.2.0' },
    });
    expect(read('src/auth/index.ts')).toContain(`from './auth.module.js'`);
  });

  it('gives test files names that no pattern of the project finds', () => {
    write('package.json', {
      ...NEST,
      dependencies: { ...NEST.dependencies, '@nestjs/platform-fastify': '^11.0.0' },
    });
    copy('session', '.', '--with', 'memcached');
    expect(sources('src').filter((file) => /spec\.ts$/.test(file))).toEqual([]);
    const tests = sources('test/session').filter((file) => /spec\.ts$/.test(file));
    expect(tests.length).toBeGreaterThan(0);
    for (const file of tests) expect(file).toMatch(/\.lib-spec\.ts$/);
    expect(exists('src/session/memcached/index.ts')).toBe(true);
    expect(exists('src/session/near-cache')).toBe(false);
    expect(JSON.parse(read('package.json'))).toHaveProperty(['dependencies', 'memcache-client']);
  });

  it('copies no tests and no testing tools with --no-tests', () => {
    copy('session', '.', '--no-tests');
    expect(exists('test')).toBe(false);
    expect(exists('src/session/testing')).toBe(false);
    expect(JSON.parse(read('package.json'))).not.toHaveProperty(['devDependencies', 'vitest']);
    copy('session', '.');
    expect(exists('test')).toBe(false);
    copy('session', '.', '--tests');
    expect(exists('src/session/testing/index.ts')).toBe(true);
  });

  it('writes nothing on --dry-run', () => {
    const before = read('package.json');
    const { status, output } = copy('session', '.', '--dry-run');
    expect(status).toBe(0);
    expect(output).toContain('src/session/index.ts');
    expect(exists('src/session')).toBe(false);
    expect(exists('.session-lab')).toBe(false);
    expect(read('package.json')).toBe(before);
  });

  it('keeps the changes of the user when it runs again, and shows them with --diff', () => {
    copy('replica', '.');
    write('src/replica/replica.ts', `// ours\n${read('src/replica/replica.ts')}`);
    const { status, output } = copy('replica', '.');
    expect(status).toBe(0);
    expect(output).toContain('src/replica/replica.ts');
    expect(read('src/replica/replica.ts')).toMatch(/^\/\/ ours\n/);
    expect(copy('.', '--diff').output).toContain('+// ours');
    expect(copy('.', '--outdated').output).toContain('up to date');
  });

  it('upgrades an untouched file, and removes one that is gone, without a question', () => {
    copy('replica', '.');
    const record = JSON.parse(read('.session-lab/replica.json')) as { files: Record<string, string> };
    const current = read('src/replica/replica.ts');
    for (const path of ['src/replica/replica.ts', 'src/replica/gone.ts']) {
      record.files[path] = `// older\n${current}`;
      write(path, record.files[path]);
    }
    write('.session-lab/replica.json', record);
    expect(copy('.', '--outdated').output).toContain('src/replica/gone.ts');
    expect(copy('replica', '.').status).toBe(0);
    expect(read('src/replica/replica.ts')).toBe(current);
    expect(exists('src/replica/gone.ts')).toBe(false);
  });

  it('moves a copy with the changes of the user to another folder', () => {
    copy('replica', '.');
    write('src/replica/replica.ts', `// ours\n${read('src/replica/replica.ts')}`);
    expect(copy('replica', '.', '--into', 'src/http/replica').status).toBe(0);
    expect(exists('src/replica')).toBe(false);
    expect(read('src/http/replica/replica.ts')).toMatch(/^\/\/ ours\n/);
  });

  it('refuses a workspace whose packages are all at its root, and names an application', () => {
    rmSync(join(project, 'src'), { recursive: true });
    write('nx.json', {});
    write('apps/api/tsconfig.json', TSCONFIG);
    write('apps/api/project.json', { name: 'api', sourceRoot: 'apps/api/src' });
    write('apps/api/src/main.ts', 'NestFactory.create(AppModule);');
    const { status, output } = copy('session', '.');
    expect(status).toBe(1);
    expect(output).toContain(`such as ${join(project, 'apps/api')}`);
    expect(exists('src')).toBe(false);
    expect(copy('session', 'apps/api', '--no-tests').status).toBe(0);
    expect(exists('apps/api/src/session/index.ts')).toBe(true);
  });

  it('does not judge the target of a configuration that is not installed yet', () => {
    write('tsconfig.json', { extends: '@repo/typescript-config/nestjs.json' });
    expect(copy('replica', '.', '--no-tests').status).toBe(0);
  });

  it('puts the tests where the project has its own', () => {
    write('tests/unit.spec.ts', '');
    copy('replica', '.');
    expect(exists('tests/replica')).toBe(true);
    expect(exists('test')).toBe(false);
  });

  it('tells the lines that keep other formatters from the copy', () => {
    write('package.json', { ...NEST, devDependencies: { typescript: '^5.9.0', '@biomejs/biome': '^2.0.0' } });
    write('.oxlintrc.json', {});
    const { output } = copy('replica', '.', '--no-tests');
    expect(output).toContain('biome.json: "files": { "includes": ["**", "!src/replica", "!.session-lab"] }');
    expect(output).toContain('.oxlintrc.json: "ignorePatterns": ["src/replica/**"]');
    expect(output).not.toContain('.prettierignore');
  });

  it('says how to read .env in time, if ConfigModule reads it', () => {
    expect(copy('session', '.', '--dry-run').output).not.toContain('--env-file');
    write('package.json', { ...NEST, dependencies: { ...NEST.dependencies, '@nestjs/config': '^4.0.0' } });
    expect(copy('session', '.', '--dry-run').output).toContain('--env-file=.env');
  });

  it('tells the lines for the adapter that main.ts uses, if both are installed', () => {
    write('package.json', {
      ...NEST,
      dependencies: { ...NEST.dependencies, '@nestjs/platform-fastify': '^11.0.0' },
    });
    write('src/main.ts', 'NestFactory.create(AppModule, new FastifyAdapter());');
    expect(copy('session', '.').output).toContain('trustProxy: true');
  });

  it('marks a conflict, lists it, and exits with 2', () => {
    copy('replica', '.');
    const record = JSON.parse(read('.session-lab/replica.json')) as { files: Record<string, string> };
    record.files['src/replica/index.ts'] = 'export const older = 1;\n';
    write('.session-lab/replica.json', record);
    write('src/replica/index.ts', 'export const ours = 1;\n');
    const { status, output } = copy('replica', '.');
    expect(status).toBe(2);
    expect(output).toMatch(/with conflicts.*\n {2}src\/replica\/index\.ts/);
    expect(read('src/replica/index.ts')).toMatch(/<<<<<<< yours\nexport const ours = 1;\n/);
  });

  it('never writes into a folder that it did not make, and takes another by --into', () => {
    write('src/session/session.module.ts', 'export class SessionModule {}\n');
    const { status, output } = copy('session', '.');
    expect(status).toBe(1);
    expect(output).toContain('--into src/session-lib');
    const second = copy('session', '.', '--into', 'src/session-lib');
    expect(second.output).toContain('import { SessionModule as CopiedSessionModule }');
    expect(sources('src/session')).toEqual(['session.module.ts']);
    expect(copy('session', '.').output).toContain('Nothing to do');
  });

  it.each([
    ['what is not a Nest project', { package: {} }, 'not a Nest project'],
    ['Nest 9', { package: { ...NEST, dependencies: { '@nestjs/core': '^9.0.0' } } }, 'support 10 to 12'],
    [
      'a project without an adapter',
      { package: { dependencies: { '@nestjs/core': '^11.0.0' } } },
      'Install the one',
    ],
    ['TypeScript 4', { package: { ...NEST, devDependencies: { typescript: '~4.9.5' } } }, 'need 5.1'],
    ['no target', { tsconfig: { compilerOptions: {} } }, 'has no "target"'],
    ['an old target', { tsconfig: { compilerOptions: { target: 'es2017' } } }, 'Set "es2021"'],
    [
      'ioredis 4',
      { package: { ...NEST, dependencies: { ...NEST.dependencies, ioredis: '^4.28.0' } } },
      'npm install ioredis@^6.0.0',
    ],
  ])(
    'refuses %s, and says the way out',
    (
      _,
      { package: manifest = NEST, tsconfig = TSCONFIG }: { package?: object; tsconfig?: object },
      sentence,
    ) => {
      write('package.json', manifest);
      write('tsconfig.json', tsconfig);
      const { status, output } = copy('session', '.');
      expect(status).toBe(1);
      expect(output).toContain(sentence);
      expect(exists('src/session')).toBe(false);
    },
  );

  it.each([[[]], [['session']], [['shop', '.']], [['session', '.', '--all']], [['session', '.', 'twice']]])(
    'prints its usage for %j',
    (options) => {
      const { status, output } = copy(...options);
      expect(status).toBe(1);
      expect(output).toContain('copy <session | auth | replica | idempotency>');
    },
  );
});
