import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

/** Where a browser cannot say that it is idle, this many milliseconds after the page came; twice as many where it never is. */
const IDLE_AFTER = 1000;

/**
 * Live updates, for as long as a page is open. Their code comes when the page has nothing more urgent to do; where it does
 * not come, the page works as well, and shows what others did when it asks the next time.
 */
export function Live() {
  const queries = useQueryClient();
  useEffect(() => {
    const leaving = new AbortController();
    const start = async () => {
      await allAnswered(queries);
      const { follow } = await import('./follow');
      if (!leaving.signal.aborted) follow(queries, leaving.signal);
    };
    const cancel = whenIdle(() => void start().catch(() => undefined));
    return () => {
      cancel();
      leaving.abort();
    };
  }, [queries]);
  return null;
}

/** A page that waits for its products is idle, too, but on a slow network this code would come before them. */
function allAnswered(queries: QueryClient): Promise<void> {
  return new Promise((resolve) => {
    if (queries.isFetching() === 0) return resolve();
    const unsubscribe = queries.getQueryCache().subscribe(() => {
      if (queries.isFetching() > 0) return;
      unsubscribe();
      resolve();
    });
  });
}

function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(run, { timeout: 2 * IDLE_AFTER });
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(run, IDLE_AFTER);
  return () => clearTimeout(timer);
}
