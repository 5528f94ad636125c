import type { ListedReplica } from '../balancer/replica-list.js';

/** What a replica says about itself at /health/ready; undefined where it does not answer within 800 ms. */
export async function readinessOf(url: string): Promise<ListedReplica['state'] | undefined> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(800) });
    await answer.arrayBuffer();
    if (answer.status === 200) return 'up';
    return answer.status === 503 ? 'draining' : undefined;
  } catch {
    // Not listening, or frozen.
    return undefined;
  }
}
