// node deploy/docker/unbundled.mjs <node_modules> <to>: copies the packages that dist/shop.js finds in node_modules, and all
// that they need: a replica's image carries nothing else.
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UNBUNDLED } from '../../apps/shop/unbundled.mjs';

const [from, to] = process.argv.slice(2);
const copied = new Set();

function copy(name) {
  const directory = join(from, name);
  // A native part for another platform is not there.
  if (copied.has(name) || !existsSync(directory)) return;
  copied.add(name);
  cpSync(directory, join(to, name), { recursive: true, filter: (path) => !path.endsWith('.map') });
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(directory, 'package.json'), 'utf8'),
  );
  for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) copy(needed);
}

UNBUNDLED.forEach(copy);
const missing = UNBUNDLED.filter((name) => !copied.has(name));
if (missing.length > 0) throw new Error(`Not in ${from}: ${missing.join(', ')}. Run npm ci first.`);
