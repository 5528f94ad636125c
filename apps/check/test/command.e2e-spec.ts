import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import sessions from './applications/session-check.json' with { type: 'json' };

/** What `npm run check` runs when packages and build are there. */
const MAIN = new URL('../../../dist/apps/check/apps/check/src/main.js', import.meta.url).href;
const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const APPLICATIONS = fileURLToPath(new URL('applications', import.meta.url));

describe('npm run check', { timeout: 120_000 }, () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'check-command-'));
    cpSync(APPLICATIONS, directory, { recursive: true });
    symlinkSync(MODULES, join(directory, 'node_modules'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const start = (config: object, ...options: string[]) => {
    writeFileSync(join(directory, 'config.json'), JSON.stringify({ ...sessions, ...config }));
    const script = `const { main } = await import('${MAIN}'); process.exitCode = await main(process.argv.slice(1), process.cwd());`;
    const args = ['--input-type=module', '--eval', script, '--', 'config.json', ...options];
    return spawn(process.execPath, args, { cwd: directory });
  };
  const run = async (config: object, ...options: string[]) => {
    const child = start(config, ...options);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    const [code] = (await once(child, 'close')) as [number];
    return { code, output };
  };

  it('exits with 1 if a rule is broken, and writes the reports', async () => {
    const { code, output } = await run(
      { start: 'node broken/revived-by-write.mjs' },
      ...['--rule', 'revived-by-write', '--json', 'out.json', '--junit', 'out.xml', '--html', 'out.html'],
    );
    expect(code).toBe(1);
    expect(output).toContain('Replay: --schedule revived-by-write/A1-B-A');
    expect(JSON.parse(readFileSync(join(directory, 'out.json'), 'utf8'))).toMatchObject({
      rules: [{ id: 'revived-by-write', outcome: 'broken' }],
    });
    expect(readFileSync(join(directory, 'out.xml'), 'utf8')).toContain('failures="1"');
    expect(readFileSync(join(directory, 'out.html'), 'utf8')).toContain('<svg');
  });

  it('exits with 2 if a rule or a schedule that was asked for cannot be tried', async () => {
    const refresh = await run({ start: 'node all-sound.mjs' }, '--rule', 'refresh-parallel');
    expect(refresh).toMatchObject({ code: 2, output: expect.stringContaining('no refresh in the config') });
    const late = await run({ start: 'node all-sound.mjs' }, '--schedule', 'lost-update-keys/A99-B-A');
    expect(late).toMatchObject({ code: 2, output: expect.stringContaining('fewer round trips') });
  });

  it('exits with 2 if the application does not start, and keeps the log that it names', async () => {
    const { code, output } = await run({ start: 'node -e "console.error(1 + 1); process.exit(3)"' });
    expect(code).toBe(2);
    const [, log = ''] = /its log: ([^)]+)\)/.exec(output) ?? [];
    expect(readFileSync(log, 'utf8')).toContain('2');
    rmSync(join(log, '..'), { recursive: true });
  });

  it('tries again after each change with --watch', async () => {
    const child = start({ start: 'node broken/fixation.mjs' }, '--rule', 'fixation', '--watch');
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    const waiting = async (times: number) => {
      while (output.split('waiting for a change').length <= times) await once(child.stdout, 'data');
    };
    await waiting(1);
    expect(output).toContain('BROKEN');
    const sound = readFileSync(join(directory, 'all-sound.mjs'), 'utf8').replace('./sound', '../sound');
    writeFileSync(join(directory, 'broken/fixation.mjs'), sound);
    await waiting(2);
    expect(output).toMatch(/broken.fixation\.mjs has changed\n[^]*holds/);
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([130, null]);
  });
});
