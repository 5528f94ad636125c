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
 * @returns {{ compilerOptions: Record<string, unknown>, exclude: string[], include?: string[], isComplete: boolean }} not complete if it
 *   extends a configuration of a package that is not installed
 */
export function readTsconfig(
  directory,
  names = ['tsconfig.build.json', 'tsconfig.app.json', 'tsconfig.json'],
) {
  const file = names.map((name) => path.join(directory, name)).find((each) => existsSync(each));
  return file ? withExtended(file) : NOTHING;
}

const NOTHING = { compilerOptions: {}, exclude: [], isComplete: true };

function withExtended(file, seen = new Set()) {
  if (seen.has(file)) return NOTHING;
  seen.add(file);
  const own = readJsonc(file) ?? {};
  const bases = [own.extends ?? []]
    .flat()
    .map((name) => resolveExtended(file, name))
    .map((base) => (base ? withExtended(base, seen) : { ...NOTHING, isComplete: false }));
  return bases.concat(own).reduce(
    (merged, { compilerOptions, exclude, include, isComplete = true }) => ({
      compilerOptions: { ...merged.compilerOptions, ...compilerOptions },
      exclude: exclude ?? merged.exclude,
      include: include ?? merged.include,
      isComplete: isComplete && merged.isComplete,
    }),
    NOTHING,
  );
}

function resolveExtended(from, name) {
  const directory = path.dirname(from);
  if (!name.startsWith('.') && !path.isAbsolute(name)) {
    try {
      return createRequire(from).resolve(name.endsWith('.json') ? name : `${name}/tsconfig.json`);
    } catch {
      return undefined;
    }
  }
  const file = path.resolve(directory, name);
  return [file, `${file}.json`, path.join(file, 'tsconfig.json')].find(
    (each) => existsSync(each) && /json$/.test(each),
  );
}
