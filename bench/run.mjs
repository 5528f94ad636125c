// npm run bench -- <name> [--node 24] [options]: runs bench/<name>/index.mjs, on this Node or on another one from npm.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [name = '', ...options] = process.argv.slice(2);
const bench = new URL(`./${name}/index.mjs`, import.meta.url);
if (!/^[\w-]+$/.test(name) || !existsSync(bench)) {
  process.stderr.write('Say which: npm run bench -- session, auth, shop, balancer or failover\n');
  process.exit(1);
}
const at = options.indexOf('--node');
if (at >= 0) {
  const [, version] = options.splice(at, 2);
  const { nodeOf } = await import('../tools/versions/node.mjs');
  const { node, env } = nodeOf(version);
  const { status } = spawnSync(node, [fileURLToPath(import.meta.url), name, ...options], {
    env,
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}
process.argv.splice(2, process.argv.length, ...options);
await import(bench);
