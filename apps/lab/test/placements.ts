import { Pool } from 'undici';
import type { Routing } from '../src/balancer/routing.js';
import { CLUSTER_ID, type StubCluster } from './stub-cluster.js';

const CHOICE = `lab_routing_${CLUSTER_ID}`;
const PIN = `route_${CLUSTER_ID}`;

/** One of many visitors, as far as a balancer can tell them apart. */
interface Placed {
  readonly number: number;
  pin?: string;
}

/**
 * Many visitors of one routing who are cheap enough to come by the thousand: each has an address, a route id and a pin of
 * its own, and they share a few connections.
 */
export class Placements {
  private readonly visitors: readonly Placed[];
  private readonly pool: Pool;

  constructor(
    cluster: StubCluster,
    private readonly routing: Routing,
    count: number,
  ) {
    this.visitors = Array.from({ length: count }, (_, number) => ({ number }));
    this.pool = new Pool(cluster.crowd, { connections: 8, pipelining: 1 });
  }

  /** Sends one request for each visitor. @returns which replica answered each */
  async look(): Promise<string[]> {
    const places: string[] = [];
    let next = 0;
    const go = async () => {
      for (let at = next++; at < this.visitors.length; at = next++)
        places[at] = await this.place(this.visitors[at]!);
    };
    await Promise.all(Array.from({ length: 8 }, go));
    return places;
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }

  private async place(visitor: Placed): Promise<string> {
    const { number, pin } = visitor;
    const answer = await this.pool.request({
      method: 'GET',
      path: this.routing === 'url' ? `/s/visitor-${number}/` : '/',
      headers: {
        cookie: `${CHOICE}=${this.routing}${pin ? `; ${PIN}=${pin}` : ''}`,
        'x-forwarded-for': `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`,
      },
    });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`A visitor was answered by ${answer.statusCode}.`);
    const cookie = [answer.headers['set-cookie'] ?? []].flat().join();
    visitor.pin = new RegExp(`${PIN}=([0-9a-f]+)`).exec(cookie)?.[1] ?? pin;
    return answer.headers['x-served-by'] as string;
  }
}

/** How many of the visitors are elsewhere. */
export function moved(before: readonly string[], after: readonly string[]): number {
  return before.filter((place, at) => place !== after[at]).length;
}

/** How many visitors are on each replica. */
export function counts(places: readonly string[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const place of places) result[place] = (result[place] ?? 0) + 1;
  return result;
}
