// npm run bench -- <name> [options]: runs bench/<name>/index.mjs.
import { existsSync } from 'node:fs';

const [name = '', ...options] = process.argv.slice(2);
const bench = new URL(`./${name}/index.mjs`, import.meta.url);
if (!/^[\w-]+$/.test(name) || !existsSync(bench)) {
  process.stderr.write('Say which: npm run bench -- session, auth, shop, balancer or failover\n');
  process.exit(1);
}
process.argv.splice(2, process.argv.length, ...options);
await import(bench);
