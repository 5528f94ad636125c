import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('..', import.meta.url));
const checkout = fileURLToPath(new URL('../../..', import.meta.url));

/** Installs the package's dependencies from the registry: by TEST_FULL=1. */
describe.runIf(process.env['TEST_FULL'] === '1')('the package that npm pack makes', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'session-lab-packed-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('copies its own libraries without the checkout', { timeout: 120_000 }, () => {
    const run = (command: string, args: string[], cwd = directory) =>
      execFileSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, INIT_CWD: cwd } });
    const file = run('npm', ['pack', '--silent', '--pack-destination', directory], source).trim();
    writeFileSync(
      join(directory, 'package.json'),
      JSON.stringify({
        type: 'module',
        dependencies: { '@nestjs/core': '^12.0.0', '@nestjs/platform-fastify': '^12.0.0' },
        devDependencies: { typescript: '^6.0.0' },
      }),
    );
    writeFileSync(join(directory, 'tsconfig.json'), '{ "compilerOptions": { "target": "es2023" } }');
    run('npx', ['--yes', '--prefer-offline', `./${file}`, 'replica', '.']);
    expect(readFileSync(join(directory, 'src/replica/index.ts'), 'utf8')).toBe(
      readFileSync(join(checkout, 'libs/replica/src/index.ts'), 'utf8'),
    );
  });
});

describe('tools/copy/package.json', () => {
  it('names the versions that the checkout has', () => {
    const read = (path: string) =>
      JSON.parse(readFileSync(join(checkout, path), 'utf8')) as Record<string, object>;
    expect(read('package.json')['devDependencies']).toMatchObject(
      read('tools/copy/package.json')['dependencies']!,
    );
  });
});
