// What a session costs in the memory of the process that keeps it: one variant, in a process of its own with --expose-gc.
import { cart } from './apps.mjs';
import { backends } from './variants.mjs';

const SESSIONS = 10_000;
const [name, socket] = process.argv.slice(2);
const sessions = await backends[name](socket);
const cookies = [];

// Memory and the near cache keep what is written; with Redis only reads fill the decode cache.
const empty = name.startsWith('redis') ? undefined : used();
for (let at = 0; at < SESSIONS; at++) cookies.push(await begin(at));
const before = empty ?? used();
for (const cookie of cookies) {
  const { data } = await sessions.open({ cookies: { session: cookie }, secure: false });
  if (data.cart.length !== cart.length) throw new Error(`${name} has lost a session`);
}
const bytes = (used() - before) / SESSIONS;
process.send({ bytes }, () => process.exit());

/** Begins a session that holds what those of the load hold. @returns its cookie */
async function begin(at) {
  const request = { cookies: {}, secure: false };
  const data = { userId: `user-${at}`, cart, count: 0, changed: true };
  const begun = await sessions.commit(await sessions.open(request), () => data);
  return begun.cookies[0].value;
}

/** Bytes in use after a collection: objects on the heap, and the payloads, which lie in buffers outside it. */
function used() {
  for (let time = 0; time < 3; time++) globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
