import { ROUTE_PREFIX_HERE } from '../../api/base-path';

/**
 * Ends the crowd, and starts Redis if it may be stopped, when the page is closed before {@link leaveNothingBehind}'s result is
 * called: else the cluster would stay as the run left it, for everyone.
 */
export function leaveNothingBehind({ redis }: { redis: boolean }): () => void {
  const tidy = () => {
    send('DELETE', '/api/lab/crowd');
    if (redis) send('POST', '/api/lab/stores/redis/start');
  };
  window.addEventListener('pagehide', tidy);
  return () => window.removeEventListener('pagehide', tidy);
}

/** A request that outlives the page. */
function send(method: string, path: string): void {
  void fetch(`${ROUTE_PREFIX_HERE}${path}`, { method, keepalive: true }).catch(() => undefined);
}
