import type { Routing } from '../balancer/routing.js';
import type { Visitor } from '../client/visitor.js';

/**
 * Has a visitor routed like that, with the session in Redis.
 * @returns the prefix that the visitor's paths have from now on: empty unless the routing is by URL
 */
export async function chooseRouting(visitor: Visitor, routing: Routing): Promise<string> {
  const answer = await visitor.send('PUT', '/api/lab/mode', { routing, state: 'redis' });
  const { location } = (await answer.json()) as { location: string };
  return location.replace(/\/$/, '');
}
