import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ProcessLedger } from './process-ledger.js';
import { Program } from './program.js';
import { ProgramLog } from './program-log.js';

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'session-lab-log-'));
  file = join(directory, 'shop-1.log');
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('ProgramLog', () => {
  it('keeps one former file, while the program goes on writing', async () => {
    const log = new ProgramLog(file, { maxBytes: 1_000, checkEveryMs: 60_000 });
    const program = spawn('cat', { stdio: ['pipe', log.descriptor, log.descriptor] });
    log.release();
    onTestFinished(() => void program.kill());
    const print = async (line: string) => {
      program.stdin!.write(`${line}\n`);
      await vi.waitFor(() => expect(readFileSync(file, 'latin1').endsWith(`${line}\n`)).toBe(true));
    };
    for (const letter of ['a', 'b', 'c']) {
      await print(letter.repeat(900));
      log.rotateIfLarge();
      await print(`${letter} `.repeat(100));
      log.rotateIfLarge();
      expect(readFileSync(`${file}.1`, 'latin1')).toBe(
        `${letter.repeat(900)}\n${`${letter} `.repeat(100)}\n`,
      );
      expect(statSync(file).size).toBe(0);
    }
    await print('the end');
    expect(readFileSync(file, 'latin1')).toBe('the end\n');
    expect(log.lastWords()).toBe('the end');
    expect(statSync(`${file}.1`).mode & 0o777).toBe(0o600);
  });

  it('does nothing to a file that is gone', () => {
    const log = new ProgramLog(file);
    log.release();
    rmSync(file);
    expect(() => log.rotateIfLarge()).not.toThrow();
  });
});

describe('Program', () => {
  it('rotates its log while it runs, and no longer', async () => {
    const program = await Program.start({
      name: 'talker',
      command: 'sh',
      args: ['-c', 'while :; do echo "some line of a log"; sleep 0.01; done'],
      directory,
      logFile: file,
      logLimits: { maxBytes: 100, checkEveryMs: 10 },
      ledger: new ProcessLedger(directory),
    });
    await vi.waitFor(() => expect(existsSync(`${file}.1`)).toBe(true), { timeout: 10_000 });
    await program.stop();
    expect(program.lastWords()).toMatch(/^(some line of a log)?$/);
  });
});
