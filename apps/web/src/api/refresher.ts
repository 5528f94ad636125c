const LOCK = 'refresh-tokens';

/** What is used here of the browser's `navigator.locks`. */
export interface Locks {
  request<T>(
    name: string,
    options: { ifAvailable?: boolean },
    run: (lock: object | null) => T | Promise<T>,
  ): Promise<T>;
}

/**
 * Makes a function that renews the access token: once for all the calls that need it at the same moment, and with
 * `locks` once for all tabs. It resolves to whether the refused call is worth repeating.
 *
 * @param refresh asks the server, and resolves to whether it renewed the token
 * @param locks `navigator.locks`, undefined outside secure contexts
 */
export function createRefresher(
  refresh: () => Promise<boolean>,
  locks: Locks | undefined,
): () => Promise<boolean> {
  let running: Promise<boolean> | undefined;
  return () => {
    running ??= (locks ? acrossTabs(refresh, locks) : refresh()).finally(() => {
      running = undefined;
    });
    return running;
  };
}

/** Where another tab is at it, waits for that tab's new cookies instead of asking for more. */
async function acrossTabs(refresh: () => Promise<boolean>, locks: Locks): Promise<boolean> {
  const mine = await locks.request(LOCK, { ifAvailable: true }, async (lock) =>
    lock ? { renewed: await refresh() } : undefined,
  );
  return mine ? mine.renewed : locks.request(LOCK, {}, () => true);
}
