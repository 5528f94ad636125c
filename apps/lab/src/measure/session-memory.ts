import { request } from 'undici';
import { Visitor } from '../client/visitor.js';
import type { CrowdMode } from '../crowd/crowd.options.js';
import type { LabCluster } from '../control/running-demo.js';
import { heldByReplicas } from './heap.js';
import { readStores, type StoreCounters } from './store-counters.js';

/** What 1,000 sessions weigh, in KB. */
export interface SessionMemory {
  /** How many were made to find out. */
  readonly sessions: number;
  readonly replicas: number;
  readonly store: number;
}

/** How many are made at a time. */
const SIDE_BY_SIDE = 8;
/** How many are made first, and not weighed. */
const WARM_UP = 300;

/** Makes sessions with one line in the cart, and weighs what holds them before and after. */
export async function memoryOfSessions(
  cluster: LabCluster,
  mode: CrowdMode,
  sessions: number,
): Promise<SessionMemory> {
  const cookie = await cookiesOfMode(cluster, mode);
  // What the first ones leave behind permanently (compiled code, product caches) is no session's.
  await begin(cluster, cookie, WARM_UP);
  const before = { replicas: await heldByReplicas(cluster), store: bytesOf(mode, await readStores(cluster)) };
  await begin(cluster, cookie, sessions);
  const after = { replicas: await heldByReplicas(cluster), store: bytesOf(mode, await readStores(cluster)) };
  const kilobytes = (bytes: number) => Math.max(0, (bytes / sessions / 1024) * 1000);
  return {
    sessions,
    replicas: kilobytes(after.replicas - before.replicas),
    store: kilobytes(after.store - before.store),
  };
}

/** The cookies that say which mode a visitor has chosen, and nothing else: each request with them begins a session. */
async function cookiesOfMode({ crowd, url }: LabCluster, { routing, state }: CrowdMode): Promise<string> {
  const visitor = new Visitor(crowd ?? url);
  const answer = await visitor.send('PUT', '/api/lab/mode', { routing, state });
  if (!answer.ok) throw new Error(`${state} was answered by ${answer.status}.`);
  const cookies = await visitor.jar.getCookies(visitor.url);
  return cookies
    .filter(({ key }) => key.startsWith('lab_'))
    .map((one) => one.cookieString())
    .join('; ');
}

async function begin({ crowd, url }: LabCluster, cookie: string, count: number): Promise<void> {
  let left = count;
  const one = async () => {
    while (left-- > 0) {
      const { statusCode, body } = await request(`${crowd ?? url}/api/cart/items`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ sku: 'FRU-001', quantity: 1 }),
      });
      await body.dump();
      if (statusCode !== 201) throw new Error(`A session could not begin: ${statusCode}.`);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, one));
}

function bytesOf({ state }: CrowdMode, stores: StoreCounters): number {
  switch (state) {
    case 'redis':
    case 'near':
      return stores.redisBytes;
    case 'memcached':
      return stores.memcachedBytes;
    case 'postgres':
      return stores.postgresBytes;
    default:
      return 0;
  }
}
