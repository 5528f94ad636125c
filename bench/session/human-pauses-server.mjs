// One replica: its sessions are in Redis, with a near cache or without.
import { Redis } from 'ioredis';
import { sessionModuleApp } from './apps.mjs';
import { KeyRing, RedisSessionStore, StoredSessions } from './dist/second/index.js';
import { nearCached } from './dist/second/near-cache/index.js';

const [state, socket, key] = process.argv.slice(2);
const redis = new Redis({ path: socket, enableAutoPipelining: true, commandTimeout: 1000 });
const store = new RedisSessionStore({ redis });
const near = state === 'near' ? nearCached(store) : undefined;
while (near && !near.statistics.armed) await new Promise((resolve) => setTimeout(resolve, 10));
const app = await sessionModuleApp(
  new StoredSessions({ store: near ?? store, keys: KeyRing.parse(`bench:${key}`) }),
);
await app.listen(0, '127.0.0.1');
process.on('disconnect', () => process.exit());
process.send(await app.getUrl());
