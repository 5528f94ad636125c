let last: Promise<unknown> = Promise.resolve();

/**
 * Runs the calls that write to the session one after another. Where the session is a sealed cookie, of two answers that
 * cross the later one wins, and what the other wrote is lost.
 */
export function oneAtATime<T>(call: () => Promise<T>): Promise<T> {
  const result = last.then(call);
  last = result.catch(() => undefined);
  return result;
}
