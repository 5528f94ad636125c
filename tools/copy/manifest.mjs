import { readFileSync, writeFileSync } from 'node:fs';
import { applyEdits, modify } from 'jsonc-parser';

/**
 * Adds packages to the text of a package.json. Everything else keeps its place and its form; a new name goes where it belongs
 * if the list is sorted, else to the end.
 *
 * @param {string} text
 * @param {Record<string, Record<string, string>>} add versions by package, by `dependencies` or `devDependencies`
 */
export function addToManifest(text, add) {
  const indent = /^[ \t]+/m.exec(text)?.[0] ?? '  ';
  const formattingOptions = {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  for (const [kind, packages] of Object.entries(add))
    for (const [name, version] of Object.entries(packages)) {
      const getInsertionIndex = (names) => {
        const next = names.findIndex((each) => each > name);
        return isSorted(names) && next !== -1 ? next : names.length;
      };
      text = applyEdits(text, modify(text, [kind, name], version, { formattingOptions, getInsertionIndex }));
    }
  return text;
}

function isSorted(names) {
  return names.every((name, index) => index === 0 || names[index - 1] <= name);
}

/** Adds packages to a package.json. */
export function addPackages(file, add) {
  const text = readFileSync(file, 'utf8');
  const changed = addToManifest(text, add);
  if (changed !== text) writeFileSync(file, changed);
}
