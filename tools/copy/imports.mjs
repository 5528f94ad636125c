import path from 'node:path';

/** Module specifiers: of imports and exports, dynamic imports, `declare module` and `new URL(…, import.meta.url)`. */
const SPECIFIER = /(\bfrom\s+|\bimport\s*\(?\s*|\bdeclare module\s+|\bnew URL\(\s*)(['"])([^'"\n]+)\2/g;

/** Imports of packages. Text in strings and comments that looks like one does not count. */
const PACKAGE =
  /(?:^(?:import|export|\})[^'"\n]*?\bfrom\s+|^import\s+|\bimport\()'((?:@[\w-][\w.-]*\/)?[\w-][\w.-]*)(?=[/'])/gm;

/** What a text imports: modules of this repository, and npm packages. */
export function importsOf(text) {
  const code = text.replace(/^\s*(\/?\*|\/\/).*$/gm, '');
  return {
    modules: [...code.matchAll(SPECIFIER)].map(([, , , specifier]) => specifier).filter(isModule),
    packages: [...code.matchAll(PACKAGE)].map(([, name]) => name).filter((name) => name !== '@app'),
  };
}

function isModule(specifier) {
  return /^(\.{1,2}\/|@app\/)/.test(specifier);
}

/**
 * Finds the file of a library that a specifier names.
 *
 * @param {{ name: string, files: Map<string, string>, manifest: object }} library
 * @param {string} from path of the importing file
 * @param {string} specifier such as `../session.js` or `@app/session/testing`
 * @returns {string | undefined} its path in the library
 */
export function resolveModule(library, from, specifier) {
  const own = `@app/${library.name}`;
  if (specifier === own || specifier.startsWith(`${own}/`))
    return library.manifest.exports[`.${specifier.slice(own.length)}`]?.import.slice('./'.length);
  if (!specifier.startsWith('.')) return undefined;
  const target = path.posix.join(path.posix.dirname(from), specifier);
  return [target, target.replace(/\.js$/, '.ts')].find((file) => library.files.has(file));
}

/** Replaces module specifiers. @param {(specifier: string) => string} replace */
export function replaceModules(text, replace) {
  return text.replace(SPECIFIER, (whole, before, quote, specifier) =>
    isModule(specifier) ? `${before}${quote}${replace(specifier)}${quote}` : whole,
  );
}

/** Writes the import of one file by another, in the style of a project. @param {'none' | 'js' | 'ts'} style */
export function specifierOf(from, to, style) {
  const relative = path.posix.relative(path.posix.dirname(from), to);
  const local = relative.startsWith('.') ? relative : `./${relative}`;
  if (!local.endsWith('.ts') || style === 'ts') return local;
  return local.replace(/\.ts$/, style === 'js' ? '.js' : '');
}
