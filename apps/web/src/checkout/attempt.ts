import { ApiProblem } from '../api/problem';
import { randomKey } from './random-key';

const PLACE = 'checkout-attempt';

interface Attempt {
  key: string;
  /** What was sent under the key. */
  sent: string;
}

/**
 * The `Idempotency-Key` of one attempt to check out. It stays the same for as long as nobody knows how the attempt ended,
 * also over a reload of the page, so that trying again cannot order twice. Another form is another attempt.
 *
 * @param storage keeps the attempt; the tab's `sessionStorage`
 */
export function attemptKey(form: unknown, storage: Storage): string {
  const sent = JSON.stringify(form);
  const open = readAttempt(storage);
  if (open?.sent === sent) return open.key;
  const key = randomKey();
  storage.setItem(PLACE, JSON.stringify({ key, sent } satisfies Attempt));
  return key;
}

/** Ends the attempt: the next one gets a key of its own. */
export function endAttempt(storage: Storage): void {
  storage.removeItem(PLACE);
}

/**
 * Whether an attempt that failed may still have succeeded, or may yet: no response came, a server or the load
 * balancer gave up, or a twin of the request is still at it (409 with `Retry-After`).
 */
export function mayHaveGoneThrough(error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return true;
  if (error.status === 409) return error.retryAfterSeconds !== undefined;
  return error.status === 0 || error.status === 429 || error.status >= 500;
}

/**
 * Whether a failure is the end of the attempt, so that the next one is another. A 401 is not: it comes before the key is
 * looked at, and an earlier try under the same key may have gone through.
 */
export function hasEnded(error: unknown): boolean {
  return !mayHaveGoneThrough(error) && (error as ApiProblem).status !== 401;
}

function readAttempt(storage: Storage): Attempt | undefined {
  const text = storage.getItem(PLACE);
  return text === null ? undefined : (JSON.parse(text) as Attempt);
}
