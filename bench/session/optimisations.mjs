// node bench/session/optimisations.mjs, after `npm run bench -- session`: CPU time of the steps that optimisations of
// libs/session save, in µs, the least of seven rounds.
import { createHash, hash, randomBytes } from 'node:crypto';
import { KeyRing, seal, unseal } from './dist/second/encryption/key-ring.js';
import { parseRecord } from './dist/second/store/session-store.js';
import { cart } from './apps.mjs';

function measure(name, run, times = 100_000) {
  for (let at = 0; at < times / 4; at++) run();
  const rounds = Array.from({ length: 7 }, () => {
    const before = process.cpuUsage();
    for (let at = 0; at < times; at++) run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / times;
  });
  process.stdout.write(`${name}: ${Math.min(...rounds).toFixed(2)}\n`);
}

const ring = new KeyRing([{ id: 'bench', secret: randomBytes(32) }]);
const plain = Buffer.from(JSON.stringify({ data: { userId: 'user-1', cart, count: 0 } }));
const sealed = seal(ring, 'context', plain);
const same = Buffer.from(sealed);
const record = Buffer.concat([Buffer.from(`12|${'1790000000000|'.repeat(4)}`), sealed]);
const header = /^(\d+)\|(\d+)\|(\d+)\|(\d+)\|(\d+)\|/;
const secret = randomBytes(32).toString('base64url');
const known = new WeakMap();

measure('decrypt', () => unseal(ring, 'context', sealed), 20_000);
measure('parse JSON', () => JSON.parse(plain.toString('utf8')), 20_000);
measure('compare bytes', () => same.equals(sealed));
measure('hash an id by createHash', () => createHash('sha256').update(secret).digest('base64url'));
if (hash) measure('hash an id by crypto.hash', () => hash('sha256', secret, 'base64url'));
measure('12 random bytes', () => randomBytes(12));
measure('header byte by byte', () => parseRecord(record));
measure('header by a regular expression', () => header.exec(record.latin1Slice(0, 90)).slice(1).map(Number));
measure('an entry of a WeakMap', () => known.set({}, plain));
