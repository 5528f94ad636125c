import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { importsOf } from './imports.mjs';

export const LIBRARIES = ['session', 'auth', 'replica', 'idempotency'];

/** Beside this file in a package made by `npm pack`, else those of the checkout. */
const ROOT = fileURLToPath(
  ['../../libs/', './libraries/'].map((folder) => new URL(folder, import.meta.url)).find(isRoot),
);

function isRoot(url) {
  return existsSync(new URL('session/package.json', url));
}

/**
 * @typedef {object} Library
 * @property {string} name
 * @property {object} manifest its package.json
 * @property {Map<string, string>} files texts by path in the library, with `/` on every system
 * @property {Map<string, { modules: string[], packages: string[] }>} imports what each file imports
 */

/** Reads a library. @returns {Library} */
export function readLibrary(name, root = path.join(ROOT, name)) {
  const files = new Map();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const inLibrary = toPosix(path.relative(root, file));
    // test/integrations tests what other people's packages do with the library, and would install all of these.
    if (entry.isFile() && /^(README\.md$|src\/|test\/(?!integrations\/))/.test(inLibrary))
      files.set(inLibrary, readFileSync(file, 'utf8'));
  }
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const imports = new Map([...files].map(([file, text]) => [file, importsOf(text)]));
  return { name, manifest, files, imports };
}

/** A relative path with `/`, whatever the system writes. */
export function toPosix(relative, system = path) {
  return relative.split(system.sep).join('/');
}

/** The optional parts of a library: what its package exports besides the main entry and its testing tools. */
export function partsOf({ manifest }) {
  return Object.keys(manifest.exports)
    .map((entry) => entry.slice('./'.length))
    .filter((part) => part !== '' && part !== 'testing');
}
