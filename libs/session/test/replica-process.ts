import { Redis } from 'ioredis';
import { RedisSessionStore } from '../src/index.js';
import { nearCached } from '../src/near-cache/index.js';
import { startSessionApp } from './session-app.js';

/** What a replica of the session app is started with. */
export interface ReplicaSettings {
  /** The socket of Redis. */
  readonly socket: string;
  /** The key ring's text form. */
  readonly keys: string;
  readonly near?: boolean;
  /** How long, in ms, to block the event loop again and again. */
  readonly busyMs?: number;
}

const settings = JSON.parse(process.env['REPLICA']!) as ReplicaSettings;
const redis = new Redis({ path: settings.socket, commandTimeout: 2000, maxRetriesPerRequest: 0 });
const store = new RedisSessionStore({ redis });
const near = settings.near ? nearCached(store) : undefined;
const app = await startSessionApp({
  store: near ?? store,
  keys: settings.keys,
  userId: (data) => data.userId,
  conflictTimeoutMs: 5000,
});
while (near && !near.statistics.armed) await new Promise((resolve) => setTimeout(resolve, 10));
if (settings.busyMs) setInterval(block, settings.busyMs / 4, settings.busyMs);
process.on('disconnect', () => process.exit());
process.send!(app.url);

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
