import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CHECKOUT, run, SetupError } from './run.mjs';

const SOURCES = [
  'apps',
  'libs',
  'prisma',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'nest-cli.json',
];
const IGNORED = new Set(['node_modules', 'dist', 'generated', 'test']);
const STAMP = join(CHECKOUT, 'dist', '.sources-sha256');

/** Builds the shop, the launcher and the pages, where sources changed since they were built. */
export function ensureBuild() {
  const hash = createHash('sha256');
  for (const source of SOURCES) addTo(hash, join(CHECKOUT, source), source);
  const sources = hash.digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return;
  console.log('building (npm run build)');
  if (!run('npm', ['run', '--silent', 'build']))
    throw new SetupError('The build failed: see its message above.');
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, sources);
}

function addTo(hash, path, name) {
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch {
    hash.update(name).update(readFileSync(path));
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!IGNORED.has(entry.name)) addTo(hash, join(path, entry.name), `${name}/${entry.name}`);
  }
}
