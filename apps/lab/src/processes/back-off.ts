const SHORTEST = 250;
const LONGEST = 5_000;
/** A program that ran for so long was sound, in milliseconds. */
const SOUND = 10_000;

/** How long to wait before a program that ended is started again: not at all, unless it keeps ending soon. */
export class BackOff {
  #next = 0;

  /** @param ranFor how long it ran, in milliseconds. */
  after(ranFor: number): number {
    if (ranFor >= SOUND) this.#next = 0;
    const wait = this.#next;
    this.#next = Math.min(LONGEST, Math.max(SHORTEST, wait * 2));
    return wait;
  }
}
