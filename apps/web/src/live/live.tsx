import { useQueryClient } from '@tanstack/react-query';
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

function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(run, { timeout: 2 * IDLE_AFTER });
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(run, IDLE_AFTER);
  return () => clearTimeout(timer);
}
