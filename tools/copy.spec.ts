import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('copy.mjs', import.meta.url));
const nest = { type: 'module', dependencies: { '@nestjs/core': '^12.0.0', ioredis: '^6.1.0' } };

describe('npm run copy', () => {
  let project: string;
  const file = (path: string) => join(project, path);
  const read = (path: string) => readFileSync(file(path), 'utf8');
  const manifest = (content: object) => writeFileSync(file('package.json'), JSON.stringify(content));
  const copy = (...options: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...options], {
      encoding: 'utf8',
      env: { ...process.env, INIT_CWD: project },
    });
    return { status, stdout, stderr };
  };

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'session-lab-copy-'));
    manifest(nest);
  });
  afterEach(() => rmSync(project, { recursive: true, force: true }));

  it('copies sources, tests and README, adds dependencies, and says what to import', () => {
    const { status, stdout } = copy('idempotency', '.');
    expect(status).toBe(0);
    expect(stdout).toContain('IdempotencyModule.forRoot({');
    expect(existsSync(file('test/idempotency/idempotency.e2e-spec.ts'))).toBe(true);
    expect(read('test/idempotency/idempotency.e2e-spec.ts')).not.toContain(`'../src/`);
    expect(read('src/idempotency/README.md')).not.toContain('@app/idempotency/testing');
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as typeof nest & {
      devDependencies: Record<string, string>;
    };
    expect(dependencies['@nestjs/common' as never]).toBeDefined();
    expect(devDependencies['vitest']).toBeDefined();
  });

  it('leaves a version that the project chose itself, and says so', () => {
    expect(copy('idempotency', '.').stdout).toContain('ioredis ^6.1.0 (tested with 6.0.0)');
    expect((JSON.parse(read('package.json')) as typeof nest).dependencies.ioredis).toBe('^6.1.0');
  });

  it('writes nothing on --dry-run', () => {
    const { status, stdout } = copy('session', '.', '--dry-run');
    expect(status).toBe(0);
    expect(stdout).toContain('src/session/index.ts');
    expect(existsSync(file('src'))).toBe(false);
    expect(read('package.json')).toBe(JSON.stringify(nest));
  });

  it('may be repeated, and overwrites a changed file only by --force', () => {
    copy('replica', '.');
    const original = read('src/replica/replica.ts');
    expect(copy('replica', '.').status).toBe(0);
    writeFileSync(file('src/replica/replica.ts'), '// mine');
    rmSync(file('src/replica/index.ts'));
    const refused = copy('replica', '.');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('  src/replica/replica.ts');
    expect(read('src/replica/replica.ts')).toBe('// mine');
    expect(existsSync(file('src/replica/index.ts'))).toBe(false);
    expect(copy('replica', '.', '--force').status).toBe(0);
    expect(read('src/replica/replica.ts')).toBe(original);
  });

  it.each([
    ['what is no Nest project', { type: 'module' }, 'must name @nestjs/core'],
    ['a CommonJS project', { dependencies: nest.dependencies }, '"type": "module"'],
  ])('refuses %s in one sentence', (_, content, sentence) => {
    manifest(content);
    const { status, stderr } = copy('session', '.');
    expect(status).toBe(1);
    expect(stderr).toContain(sentence);
    expect(existsSync(file('src'))).toBe(false);
  });

  it.each([[[]], [['session']], [['shop', '.']], [['session', '.', '--all']], [['session', '.', 'twice']]])(
    'tells its usage to %j',
    (options) => {
      const { status, stderr } = copy(...options);
      expect(status).toBe(1);
      expect(stderr).toContain('npm run copy -- <session | auth | replica | idempotency>');
    },
  );
});
