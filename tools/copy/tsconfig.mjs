import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parse } from 'jsonc-parser';

/** Reads a JSON file that may have comments. @returns undefined if it does not exist */
export function readJsonc(file) {
  return existsSync(file) ? parse(readFileSync(file, 'utf8'), [], { allowTrailingComma: true }) : undefined;
}

/**
 * Reads the configuration that TypeScript uses in a directory, with what it extends.
 *
 * @returns {{ compilerOptions: Record<string, unknown>, exclude: string[], include?: string[] }} names of options in lower case, since
 *   TypeScript ignores the case of their values
 */
export function readTsconfig(
  directory,
  names = ['tsconfig.build.json', 'tsconfig.app.json', 'tsconfig.json'],
) {
  const file = names.map((name) => path.join(directory, name)).find((each) => existsSync(each));
  return file ? withExtended(file) : { compilerOptions: {}, exclude: [] };
}

function withExtended(file, seen = new Set()) {
  if (seen.has(file)) return { compilerOptions: {}, exclude: [] };
  seen.add(file);
  const own = readJsonc(file) ?? {};
  const bases = [own.extends ?? []]
    .flat()
    .map((name) => resolveExtended(file, name))
    .filter(Boolean)
    .map((base) => withExtended(base, seen));
  return bases.concat(own).reduce(
    (merged, { compilerOptions, exclude, include }) => ({
      compilerOptions: { ...merged.compilerOptions, ...compilerOptions },
      exclude: exclude ?? merged.exclude,
      include: include ?? merged.include,
    }),
    { compilerOptions: {}, exclude: [] },
  );
}

function resolveExtended(from, name) {
  const directory = path.dirname(from);
  if (!name.startsWith('.') && !path.isAbsolute(name)) {
    try {
      return createRequire(from).resolve(name.endsWith('.json') ? name : `${name}/tsconfig.json`);
    } catch {
      return undefined; // Not installed yet: the project's own file decides alone.
    }
  }
  const file = path.resolve(directory, name);
  return [file, `${file}.json`, path.join(file, 'tsconfig.json')].find(
    (each) => existsSync(each) && /json$/.test(each),
  );
}
