import { expect, test, vi } from 'vitest';
import { createRefresher, type Locks } from './refresher';

/** One exclusive lock, as two tabs of a browser see it. */
function oneLock(): Locks {
  let held: Promise<unknown> | undefined;
  return {
    async request(_name, { ifAvailable }, run) {
      if (held && ifAvailable) return run(null);
      await held;
      const running = Promise.resolve(run({}));
      held = running.finally(() => (held = undefined));
      return running;
    },
  };
}

/** A server whose answer the test gives when it likes. */
function server() {
  let answer: (renewed: boolean) => void = () => undefined;
  const ask = vi.fn(() => new Promise<boolean>((resolve) => (answer = resolve)));
  return { ask, answer: (renewed: boolean) => answer(renewed) };
}

test('parallel calls share one refresh', async () => {
  const { ask, answer } = server();
  const refresh = createRefresher(ask, undefined);
  const both = Promise.all([refresh(), refresh()]);
  answer(true);
  expect(await both).toEqual([true, true]);
  expect(ask).toHaveBeenCalledTimes(1);
});

test('the next need asks again, also after a failure', async () => {
  const ask = vi
    .fn<() => Promise<boolean>>()
    .mockRejectedValueOnce(new Error('away'))
    .mockResolvedValue(true);
  const refresh = createRefresher(ask, undefined);
  await expect(refresh()).rejects.toThrow('away');
  expect(await refresh()).toBe(true);
  expect(ask).toHaveBeenCalledTimes(2);
});

test('says that the server refused', async () => {
  const refuse = async () => false;
  expect(await createRefresher(refuse, oneLock())()).toBe(false);
  expect(await createRefresher(refuse, undefined)()).toBe(false);
});

test('a second tab waits for the first and asks nobody', async () => {
  const locks = oneLock();
  const first = server();
  const second = server();
  const firstTab = createRefresher(first.ask, locks)();
  await vi.waitFor(() => expect(first.ask).toHaveBeenCalled());
  const secondTab = createRefresher(second.ask, locks)();
  first.answer(true);
  expect(await Promise.all([firstTab, secondTab])).toEqual([true, true]);
  expect(second.ask).not.toHaveBeenCalled();
});
