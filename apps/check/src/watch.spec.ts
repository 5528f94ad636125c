import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { changeIn } from './watch.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'session-check-watch-'));
  for (const name of ['src', 'node_modules']) mkdirSync(join(directory, name));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('waits for a change of the application, not of its packages, logs or reports', async () => {
  const report = join(directory, 'report.html');
  const never = new AbortController();
  const changed = changeIn(directory, [report], never.signal);
  for (const path of ['node_modules/index.js', 'replica.log', '.cache', 'report.html'])
    writeFileSync(join(directory, path), '');
  writeFileSync(join(directory, 'src/app.js'), '');
  expect(await changed).toBe(join('src', 'app.js'));
});

it('ends when it is interrupted', async () => {
  const interrupted = new AbortController();
  const changed = changeIn(directory, [], interrupted.signal);
  interrupted.abort();
  await expect(changed).rejects.toThrow('aborted');
});
