import { describe, expect, it } from 'vitest';
import { HashingBusyError } from '../auth.errors.js';
import { HashingQueue } from './hashing-queue.js';

describe('HashingQueue', () => {
  it('runs no more than its bound at once, lets the others wait, and refuses beyond', async () => {
    const queue = new HashingQueue(2, 3);
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
    const queue = new HashingQueue(1, 0);
    await expect(queue.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(queue.run(async () => 'yes')).resolves.toBe('yes');
  });
});
