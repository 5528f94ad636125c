const PLACE = 'loaded-again';
/** Milliseconds in which a page is loaded again once. A roll of all replicas takes longer. */
const PAUSE = 10_000;

/** Whether the page may load itself again, and remembers that it did: never twice in a row. @param now in milliseconds */
export function mayLoadAgain(storage: Storage, now: number): boolean {
  if (now - Number(storage.getItem(PLACE) ?? -Infinity) < PAUSE) return false;
  storage.setItem(PLACE, String(now));
  return true;
}
