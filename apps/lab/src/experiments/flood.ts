import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

/** What one address sends of each kind, in requests a second. */
export const FLOOD_RATE = 200;

/** Addresses that no visitor has: one floods, the other warms the processes up before. */
export const FLOODER = '203.0.113.7';
export const WARM_UP = '203.0.113.8';

/** What a flooding client was answered, by the kind of its requests. */
export type FloodAnswers = Record<string, { sent: number; refused: number }>;

interface FloodRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}

const EVE = { email: 'taken@example.com', password: 'a long passphrase' };

const FLOOD: Record<string, FloodRequest> = {
  register: post('/api/auth/register', { ...EVE, name: 'Eve' }),
  login: post('/api/auth/login', EVE),
  cart: post('/api/cart/items', { sku: 'FRU-001', quantity: 1 }),
  streams: { method: 'GET', path: '/api/lab/events' },
};

function post(path: string, body: object): FloodRequest {
  return { method: 'POST', path, body: JSON.stringify(body) };
}

/** Sends every kind of request from one address, without cookies. Streams that are accepted stay open until the end. */
export async function flood(url: string, seconds: number, address: string): Promise<FloodAnswers> {
  const pool = new Pool(url, { connections: 256 });
  const answers: FloodAnswers = {};
  const running: Promise<void>[] = [];
  const send = async (kind: string, request: FloodRequest) => {
    const counts = (answers[kind] ??= { sent: 0, refused: 0 });
    counts.sent += 1;
    const headers = { 'x-forwarded-for': address, 'content-type': 'application/json' };
    const { statusCode, body } = await pool.request({ ...request, headers });
    if (statusCode === 429) counts.refused += 1;
    // An accepted stream is read until it ends.
    for await (const _chunk of body);
  };
  const began = performance.now();
  for (let at = 0; at < FLOOD_RATE * seconds; at++) {
    const wait = began + (1000 * at) / FLOOD_RATE - performance.now();
    if (wait > 0) await delay(wait);
    for (const [kind, request] of Object.entries(FLOOD))
      running.push(send(kind, request).catch(() => undefined));
  }
  await pool.destroy();
  await Promise.all(running);
  return answers;
}
