import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RecentReads } from './recent-reads.js';

/** Reads that are counted, and answered when the test says so. */
function reads() {
  const asked: (readonly string[])[] = [];
  let answer: () => void = () => undefined;
  const read = (keys: readonly string[]) => {
    asked.push(keys);
    const count = asked.length;
    return new Promise<Map<string, string>>((resolve) => {
      answer = () => resolve(new Map(keys.map((key) => [key, `${key}${count}`])));
    });
  };
  return { asked, read, answer: () => answer() };
}

describe('RecentReads', () => {
  // A process reads nothing at the moment at which its clock begins.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }).advanceTimersByTime(1));
  afterEach(() => void vi.useRealTimers());

  it('reads a value again a second after its read began, however long the read took', async () => {
    const recent = new RecentReads<number>(10);
    let count = 0;
    const read = async () => {
      const value = ++count;
      vi.advanceTimersByTime(400);
      return value;
    };
    expect(await recent.get('a', read)).toBe(1);
    vi.advanceTimersByTime(599);
    expect(await recent.get('a', read)).toBe(1);
    vi.advanceTimersByTime(2);
    expect(await recent.get('a', read)).toBe(2);
  });

  it('reads what several requests miss once, and what is missing of several together', async () => {
    const recent = new RecentReads<string>(10);
    const { asked, read, answer } = reads();
    const first = recent.getAll(['a', 'b'], read);
    const second = recent.getAll(['b', 'a', 'a'], read);
    answer();
    expect(await first).toEqual(['a1', 'b1']);
    expect(await second).toEqual(['b1', 'a1', 'a1']);
    const third = recent.getAll(['b', 'c'], read);
    answer();
    expect(await third).toEqual(['b1', 'c2']);
    expect(asked).toEqual([['a', 'b'], ['c']]);
  });

  it('never shows a value that was deleted while it was being read', async () => {
    const recent = new RecentReads<string>(10);
    const { read, answer } = reads();
    const before = recent.getAll(['a'], read);
    recent.delete('a');
    answer();
    expect(await before).toEqual(['a1']);
    const after = recent.getAll(['a'], read);
    answer();
    expect(await after).toEqual(['a2']);
  });

  it('keeps no failure', async () => {
    const recent = new RecentReads<string>(10);
    await expect(recent.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await recent.get('a', async () => 'back')).toBe('back');
  });

  it('keeps no more than it may', async () => {
    const recent = new RecentReads<string>(2);
    for (const key of ['a', 'b', 'c']) await recent.get(key, async () => key);
    expect(await recent.get('c', async () => 'read again')).toBe('c');
    expect(await recent.get('a', async () => 'read again')).toBe('read again');
  });
});
