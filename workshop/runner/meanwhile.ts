import { setTimeout as delay } from 'node:timers/promises';
import type { Gate, GateListener } from '../../apps/check/src/gate/gate.js';
import type { History } from './history.js';

/** What happens meanwhile may itself wait for the request that is held, as with a lock; it is not waited for longer, in ms. */
const PATIENCE_MS = 1000;

/** How a request went that was held between two round trips to Redis. */
export interface Held<First, Meanwhile> {
  /** False if the request ended before it came to that round trip: there is none left to try. */
  readonly wasHeld: boolean;
  readonly first: First;
  readonly meanwhile: Meanwhile;
}

/**
 * Holds a request before one of its round trips to Redis, lets something else happen, and then lets it go on.
 * @param gate the gate of the replica that serves the request
 * @param trip which round trip, from 1
 */
export async function meanwhile<First, Meanwhile>(
  gate: Gate,
  trip: number,
  history: History,
  first: () => Promise<First>,
  happens: () => Promise<Meanwhile>,
): Promise<Held<First, Meanwhile>> {
  gate.start(told(history));
  gate.allow(trip - 1);
  try {
    const request = first();
    const wasHeld = await Promise.race([gate.held().then(() => true), request.then(() => false)]);
    const happening = happens();
    await Promise.race([happening, delay(PATIENCE_MS)]);
    gate.finish();
    return { wasHeld, first: await request, meanwhile: await happening };
  } finally {
    gate.finish();
  }
}

function told(history: History): GateListener {
  return {
    command: ({ words }) => history.add(`  … Redis is asked: ${words.slice(0, 3).join(' ').slice(0, 70)}`),
    reply: () => undefined,
    held: (trip) => history.add(`  … held before its round trip ${trip} to Redis`),
  };
}
