import { Injectable } from '@nestjs/common';

/** So many cookies are remembered as counted; the oldest is forgotten first, and would count again. */
const REMEMBERED = 10_000;

/**
 * Counts the sessions that a visitor named and this replica did not have: lost with another replica's memory, or expired.
 * Each counts once here, however often its cookie comes back.
 */
@Injectable()
export class LostSessions {
  private readonly seen = new Set<string>();
  private total = 0;

  /** How many since this process began. */
  get count(): number {
    return this.total;
  }

  /** @param cookie the value that named the session */
  add(cookie: string): void {
    if (this.seen.has(cookie)) return;
    this.total += 1;
    this.seen.add(cookie);
    if (this.seen.size <= REMEMBERED) return;
    for (const oldest of this.seen) {
      this.seen.delete(oldest);
      break;
    }
  }
}
