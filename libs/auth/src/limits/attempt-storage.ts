import type { ThrottlerStorage } from '@nestjs/throttler';

/** What a throttler storage answers; `@nestjs/throttler` does not export its type. */
export type AttemptCount = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** A storage of `@nestjs/throttler` that can also take an attempt back: a login that succeeds was no guess. */
export interface AttemptStorage extends ThrottlerStorage {
  /** Takes back one attempt of a key. */
  takeBack(key: string): Promise<void>;
}

/** The answer of a window with so many hits and so many ms left. */
export function attemptCount(hits: number, limit: number, leftMs: number): AttemptCount {
  const seconds = Math.max(1, Math.ceil(leftMs / 1000));
  return { totalHits: hits, timeToExpire: seconds, isBlocked: hits > limit, timeToBlockExpire: seconds };
}
