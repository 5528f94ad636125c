import { type AttemptCount, attemptCount, type AttemptStorage } from './attempt-storage.js';

/** Windows kept at most; the oldest goes first. */
const MAX_WINDOWS = 10_000;

/** Counts attempts in this process, in fixed windows: for a single replica, and while Redis is unavailable. */
export class InProcessAttemptStorage implements AttemptStorage {
  private readonly windows = new Map<string, { hits: number; readonly endsAt: number }>();

  async increment(key: string, ttl: number, limit: number): Promise<AttemptCount> {
    const now = performance.now();
    let window = this.windows.get(key);
    if (!window || window.endsAt <= now) {
      window = { hits: 0, endsAt: now + ttl };
      this.windows.delete(key);
      this.windows.set(key, window);
      this.forgetOldest();
    }
    window.hits += 1;
    return attemptCount(window.hits, limit, window.endsAt - now);
  }

  async takeBack(key: string): Promise<void> {
    const window = this.windows.get(key);
    if (window && window.hits > 0) window.hits -= 1;
  }

  private forgetOldest(): void {
    if (this.windows.size <= MAX_WINDOWS) return;
    const [oldest] = this.windows.keys();
    if (oldest !== undefined) this.windows.delete(oldest);
  }
}
