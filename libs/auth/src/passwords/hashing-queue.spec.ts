import { describe, expect, it } from 'vitest';
import { HashingBusyError } from '../auth.errors.js';
import { HashingQueue } from './hashing-queue.js';

describe('HashingQueue', () => {
  it('runs no more than its bound at once, lets the others wait, and refuses beyond', async () => {
    const queue = new HashingQueue({ parallel: 2, waiting: 3, waitMs: 10_000 });
    let running = 0;
    let most = 0;
    const gates: (() => void)[] = [];
    const work = async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => gates.push(resolve));
      running -= 1;
    };
    const accepted = Array.from({ length: 5 }, () => queue.run(work));
    await expect(queue.run(work)).rejects.toBeInstanceOf(HashingBusyError);
    let done = false;
    void Promise.all(accepted).then(() => (done = true));
    while (!done) {
      gates.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(most).toBe(2);
  });

  it('gives its place back after a failure', async () => {
    const queue = new HashingQueue({ parallel: 1, waiting: 0, waitMs: 10_000 });
    await expect(queue.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(queue.run(async () => 'yes')).resolves.toBe('yes');
  });

  it('refuses work that has waited too long, and goes on with the rest', async () => {
    const queue = new HashingQueue({ parallel: 1, waiting: 10, waitMs: 20 });
    let finish = () => {};
    const slow = queue.run(() => new Promise<void>((resolve) => (finish = resolve)));
    let begun = false;
    await expect(queue.run(async () => (begun = true))).rejects.toBeInstanceOf(HashingBusyError);
    finish();
    await slow;
    expect(begun).toBe(false);
    await expect(queue.run(async () => 'yes')).resolves.toBe('yes');
  });
});
