import { afterEach, describe, expect, it, vi } from 'vitest';
import { Pulse } from './pulse.js';

describe('Pulse', () => {
  afterEach(() => vi.useRealTimers());

  it('notices a standstill before its own timer had a turn', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance', 'Date'] });
    const pulse = new Pulse();
    pulse.onModuleInit();
    vi.advanceTimersByTime(10_000);
    expect(pulse.resumedAt).toBeUndefined();
    const now = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(now + 5_000);
    expect(pulse.resumedAt).toEqual(new Date());
    pulse.onApplicationShutdown();
    vi.restoreAllMocks();
  });
});
