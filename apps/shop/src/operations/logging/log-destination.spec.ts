import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { logDestination } from './log-destination.js';

function open(file: string): number {
  const descriptor = openSync(file, 'a');
  onTestFinished(() => closeSync(descriptor));
  return descriptor;
}

it('writes each line', () => {
  const directory = mkdtempSync(join(tmpdir(), 'shop-log-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'log');
  const logger = pino({}, logDestination(open(file)));
  for (const message of ['one', 'two']) logger.info(message);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['one', 'two']);
});

it.runIf(existsSync('/dev/full'))('goes on while the disk is full', () => {
  const logger = pino({}, logDestination(open('/dev/full')));
  expect(() => logger.error('lost')).not.toThrow();
});
