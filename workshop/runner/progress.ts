import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WORK = fileURLToPath(new URL('../work', import.meta.url));
const FILE = join(WORK, 'progress.json');

/** What an attendee has done so far. */
interface Record {
  /** Numbers of the exercises whose check has passed. */
  passed: string[];
  /** How many hints were asked for, by exercise. */
  hints: { [number: string]: number };
}

/** An attendee's progress, in workshop/work. */
export class Progress {
  private readonly record: Record = existsSync(FILE)
    ? (JSON.parse(readFileSync(FILE, 'utf8')) as Record)
    : { passed: [], hints: {} };

  hasPassed(number: string): boolean {
    return this.record.passed.includes(number);
  }

  pass(number: string): void {
    if (this.hasPassed(number)) return;
    this.record.passed.push(number);
    this.save();
  }

  /** Counts one more hint. @returns which one it is, from 0 */
  nextHint(number: string): number {
    const next = this.record.hints[number] ?? 0;
    this.record.hints[number] = next + 1;
    this.save();
    return next;
  }

  /** Forgets one exercise. */
  reset(number: string): void {
    this.record.passed = this.record.passed.filter((each) => each !== number);
    delete this.record.hints[number];
    this.save();
  }

  private save(): void {
    mkdirSync(WORK, { recursive: true });
    writeFileSync(FILE, `${JSON.stringify(this.record, null, 2)}\n`);
  }
}
