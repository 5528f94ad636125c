// npm run copy -- <library> <directory> [--dry-run] [--force]: copies a library of libs/ into another Nest project, which keeps it
// as its own code from then on. See docs/copying-a-module.md.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const LIBRARIES = ['session', 'auth', 'replica', 'idempotency'];
const USAGE = `npm run copy -- <${LIBRARIES.join(' | ')}> <directory of a Nest project> [--dry-run] [--force]`;
const checkout = fileURLToPath(new URL('..', import.meta.url));

class CopyError extends Error {}

try {
  copy(readOptions());
} catch (error) {
  if (!(error instanceof CopyError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function readOptions() {
  let parsed;
  try {
    const flag = { type: 'boolean', default: false };
    parsed = parseArgs({ allowPositionals: true, options: { 'dry-run': flag, force: flag } });
  } catch (error) {
    throw new CopyError(`${error.message.split('.')[0]}. ${USAGE}`);
  }
  const [library, directory, ...rest] = parsed.positionals;
  if (!LIBRARIES.includes(library) || !directory || rest.length > 0) throw new CopyError(USAGE);
  // npm runs scripts in the checkout, whatever directory it was called in.
  const project = resolve(process.env.INIT_CWD ?? process.cwd(), directory);
  return { library, project, dryRun: parsed.values['dry-run'], force: parsed.values.force };
}

function copy({ library, project, dryRun, force }) {
  const manifest = readManifest(project);
  const files = filesOf(library);
  const changed = files.filter(
    ({ path, text }) => existsSync(join(project, path)) && !isSame(project, path, text),
  );
  if (changed.length > 0 && !force)
    throw new CopyError(
      `Nothing was copied. These files differ from what would be written; --force overwrites them:\n${changed
        .map(({ path }) => `  ${path}`)
        .join('\n')}`,
    );
  const { added, kept } = addDependencies(manifest, library, files);
  if (!dryRun) {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
    if (added.length > 0)
      writeFileSync(join(project, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  }
  report({ library, files, added, kept, dryRun });
}

function readManifest(project) {
  const file = join(project, 'package.json');
  const manifest = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  if (!manifest.dependencies?.['@nestjs/core'])
    throw new CopyError(`${project} is no Nest project: its package.json must name @nestjs/core.`);
  if (manifest.type !== 'module')
    throw new CopyError(
      `${project} is CommonJS: the libraries are ES modules, as new Nest projects are. Set "type": "module" in its package.json.`,
    );
  return manifest;
}

/** The files of a library as they lie in the other project: sources in src/<library>, tests in test/<library>. */
function filesOf(library) {
  const root = join(checkout, 'libs', library);
  return (
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .filter((path) => path === 'README.md' || /^(src|test)\//.test(path))
      // They test what other people's packages do with the library, and would install all of these.
      .filter((path) => !path.startsWith('test/integrations/'))
      .sort()
      .map((path) => ({ path: placeOf(library, path), text: textOf(library, root, path) }))
  );
}

function placeOf(library, path) {
  if (path === 'README.md') return join('src', library, 'README.md');
  return path.replace(/^(src|test)\//, `$1/${library}/`);
}

function textOf(library, root, path) {
  const text = readFileSync(join(root, path), 'utf8');
  if (path.startsWith('test/')) return text.replaceAll(`'../src/`, `'../../src/${library}/`);
  // Unit specs stand beside their sources, and some use what lies in test/.
  if (path !== 'README.md') return text.replaceAll(/'((?:\.\.\/)+)test\//g, `'$1../test/${library}/`);
  // There it has no name of its own: it is imported from src/ by its path.
  return text
    .replaceAll(`'@app/${library}'`, `'./${library}/index.js'`)
    .replaceAll(new RegExp(`'@app/${library}/([\\w-]+)'`, 'g'), `'./${library}/$1/index.js'`);
}

function isSame(project, path, text) {
  return readFileSync(join(project, path), 'utf8') === text;
}

/** Adds what the library needs; a version that the project chose itself stays. */
function addDependencies(manifest, library, files) {
  const needs = JSON.parse(readFileSync(join(checkout, 'libs', library, 'package.json'), 'utf8'));
  const added = [];
  const kept = [];
  const add = (kind, wanted = {}) => {
    for (const [name, version] of Object.entries(wanted)) {
      const known = manifest.dependencies[name] ?? manifest.devDependencies?.[name];
      if (known !== undefined) {
        if (known !== version) kept.push(`${name} ${known} (tested with ${version})`);
        continue;
      }
      manifest[kind] = sorted({ ...manifest[kind], [name]: version });
      added.push(`${name} ${version}`);
    }
  };
  add('dependencies', needs.dependencies);
  add('dependencies', needs.optionalDependencies);
  add('dependencies', needs.peerDependencies);
  // For its tests, which run on both adapters.
  const imported = ([name]) =>
    name.startsWith('@types/') || files.some(({ text }) => text.includes(`from '${name}'`));
  add('devDependencies', Object.fromEntries(Object.entries(needs.devDependencies ?? {}).filter(imported)));
  add('devDependencies', { vitest: '^4.1.0', vite: '^8.0.0' });
  return { added, kept };
}

function sorted(record) {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function report({ library, files, added, kept, dryRun }) {
  const did = dryRun ? 'Would copy' : 'Copied';
  console.log(`${did} ${files.length} files to src/${library} and test/${library}.`);
  if (dryRun) for (const { path } of files) console.log(`  ${path}`);
  if (added.length > 0)
    console.log(`${dryRun ? 'Would add' : 'Added'} to package.json: ${added.join(', ')}.`);
  if (kept.length > 0) console.log(`Left as they are: ${kept.join(', ')}.`);
  const [, snippet] =
    /```ts\n([^]*?)```/.exec(textOf(library, join(checkout, 'libs', library), 'README.md')) ?? [];
  console.log(
    `\nNow npm install, and in your application, as src/${library}/README.md explains:\n\n${snippet}`,
  );
}
