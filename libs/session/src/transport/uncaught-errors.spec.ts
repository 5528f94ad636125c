import { describe, expect, it, vi } from 'vitest';
import { answerIfUncaught } from './uncaught-errors.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Runs a task while uncaught errors are told to a listener, and not to the test runner. */
async function uncaughtBy(task: () => unknown, event = 'uncaughtException'): Promise<unknown[]> {
  const runner = process.listeners(event as 'uncaughtException');
  const errors: unknown[] = [];
  process.removeAllListeners(event).on(event, (error) => errors.push(error));
  await task();
  for (let turns = 0; turns < 3; turns++) await turn();
  process.removeAllListeners(event);
  for (const listener of runner) process.on(event, listener);
  return errors;
}

const later = (error: Error, answer?: () => void) =>
  setImmediate(() => {
    if (answer) answerIfUncaught(error, answer);
    throw error;
  });

describe('answerIfUncaught', () => {
  it('answers an error that nothing catches, each by its own answer', async () => {
    const [one, other] = [vi.fn(), vi.fn()];
    const errors = await uncaughtBy(() => [later(new Error('one'), one), later(new Error('other'), other)]);
    expect([errors, one.mock.calls.length, other.mock.calls.length]).toEqual([[], 1, 1]);
  });

  it('answers an error that only a listener of rejections hears', async () => {
    const answer = vi.fn();
    const error = new Error('of a session');
    const reject = async () => {
      answerIfUncaught(error, answer);
      throw error;
    };
    expect(await uncaughtBy(() => void reject(), 'unhandledRejection')).toEqual([error]);
    expect(answer).toHaveBeenCalledTimes(1);
    expect(process.listeners('unhandledRejection').map(({ name }) => name)).not.toContain('rejected');
  });

  it('answers no error that is caught', async () => {
    const answer = vi.fn();
    answerIfUncaught(new Error('caught'), answer);
    await turn();
    expect(answer).not.toHaveBeenCalled();
    expect(process.hasUncaughtExceptionCaptureCallback()).toBe(false);
  });

  it('leaves other uncaught errors to the application', async () => {
    const foreign = new Error('of the application');
    const answer = vi.fn();
    const errors = await uncaughtBy(() => {
      answerIfUncaught(new Error('caught'), answer);
      process.nextTick(() => {
        throw foreign;
      });
    });
    expect([errors, answer.mock.calls]).toEqual([[foreign], []]);
  });

  it('leaves its own to an application that captures uncaught errors', async () => {
    const captured = vi.fn();
    process.setUncaughtExceptionCaptureCallback(captured);
    const error = new Error('of a session');
    later(error, vi.fn());
    for (let turns = 0; turns < 3; turns++) await turn();
    process.setUncaughtExceptionCaptureCallback(null);
    expect(captured.mock.calls).toEqual([[error]]);
  });
});
