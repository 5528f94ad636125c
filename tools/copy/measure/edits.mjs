/** A seeded generator of numbers from 0 to 1 (mulberry32). */
export function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * How a user may change a line. `undo` takes the change out of a text; a removed line cannot be put back into another release.
 *
 * @type {Record<string, (line: string, mark: string) => { lines: string[], undo?: (text: string) => string }>}
 */
const KINDS = {
  'a line before it': (line, mark) => ({
    lines: [`${indentOf(line)}// ${mark}`, line],
    undo: (text) => text.replace(new RegExp(`^[ \\t]*// ${mark}\\n`, 'm'), ''),
  }),
  'three lines before it': (line, mark) => ({
    lines: [...[1, 2, 3].map((number) => `${indentOf(line)}// ${mark} ${number}`), line],
    undo: (text) => text.replace(new RegExp(`(^[ \\t]*// ${mark} \\d\\n){3}`, 'm'), ''),
  }),
  'a comment after it': (line, mark) => ({
    lines: [`${line} // ${mark}`],
    undo: (text) => text.replace(` // ${mark}`, ''),
  }),
  'another word in it': (line, mark, next) => {
    const words = [...line.matchAll(/\w+/g)];
    if (words.length === 0) return KINDS['a comment after it'](line, mark);
    const { 0: word, index } = words[Math.floor(next() * words.length)];
    const name = mark.replace(' ', '_');
    return {
      lines: [line.slice(0, index) + name + line.slice(index + word.length)],
      undo: (text) => text.replace(name, word),
    };
  },
  'without it': () => ({ lines: [] }),
};

/**
 * Makes one change in a copy: every line of all files is as likely as any other.
 *
 * @param {Map<string, string>} base
 * @param {() => number} next a generator of numbers from 0 to 1
 * @param {number} number of the change, which is in the text that it adds
 */
export function editOf(base, next, number) {
  const places = [...base].flatMap(([path, text]) => text.split('\n').map((_, index) => [path, index]));
  const [path, index] = places[Math.floor(next() * places.length)];
  const kinds = Object.keys(KINDS);
  const kind = kinds[Math.floor(next() * kinds.length)];
  const lines = base.get(path).split('\n');
  const mark = `edit ${number}`;
  const { lines: replacement, undo } = KINDS[kind](lines[index], mark, next);
  const line = lines[index];
  lines.splice(index, 1, ...replacement);
  return { path, line, number: index + 1, kind, undo, mine: new Map([...base, [path, lines.join('\n')]]) };
}

function indentOf(line) {
  return /^\s*/.exec(line)[0];
}
