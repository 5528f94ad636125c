/** Most keys remembered; the oldest goes first. */
const MAX_KEYS = 10_000;

/** Keys over their limit, remembered in this process until their window ends: refusing them again costs no round trip. */
export class BlockedKeys {
  private readonly until = new Map<string, number>();

  /** @param ms how long the key stays blocked */
  block(key: string, ms: number): void {
    this.until.delete(key);
    this.until.set(key, performance.now() + ms);
    const [oldest] = this.until.keys();
    if (this.until.size > MAX_KEYS && oldest !== undefined) this.until.delete(oldest);
  }

  unblock(key: string): void {
    this.until.delete(key);
  }

  /** How long the key stays blocked, in ms; 0 if it is not. */
  msLeft(key: string): number {
    const left = (this.until.get(key) ?? 0) - performance.now();
    if (left > 0) return left;
    this.until.delete(key);
    return 0;
  }
}
