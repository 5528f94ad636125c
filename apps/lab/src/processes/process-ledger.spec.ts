import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ProcessLedger } from './process-ledger.js';

it('ends what was left running although a full disk has cut off another entry', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'session-lab-ledger-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const child = spawn('sleep', ['600'], { detached: true });
  await once(child, 'spawn');
  const ended = once(child, 'exit');
  new ProcessLedger(directory).add('sleeper', child.pid!);
  writeFileSync(join(directory, 'processes', '1.json'), '');
  writeFileSync(join(directory, 'processes', '2.json'), '{"name":"half');
  const ledger = new ProcessLedger(directory);
  expect(ledger.running()).toEqual([{ name: 'sleeper', pid: child.pid, identity: expect.any(String) }]);
  expect(await ledger.sweep()).toEqual(['sleeper']);
  await ended;
  expect(readdirSync(join(directory, 'processes'))).toEqual([]);
});
