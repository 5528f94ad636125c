import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

const UNDO: readonly ((text: string) => Buffer)[] = [
  (text) => Buffer.from(text, 'base64'),
  (text) => Buffer.from(text, 'base64url'),
  (text) => Buffer.from(text, 'hex'),
  (text) => Buffer.from(decodeURIComponent(text)),
  (text) => Buffer.from([...text].reverse().join(''), 'latin1'),
  (text) =>
    Buffer.from(
      text.replace(/[a-z]/gi, (letter) => rot13(letter)),
      'latin1',
    ),
  ...[inflateSync, inflateRawSync, gunzipSync, brotliDecompressSync].map(
    (inflate) => (text: string) => inflate(Buffer.from(text, 'latin1')),
  ),
];

/**
 * Returns a text as anyone can read it without a key: itself, and with encodings and compressions undone, up to three deep, for
 * the whole and for the parts between separators.
 */
export function readings(text: string, depth = 3): string[] {
  if (depth === 0 || text.length < 8) return [text];
  const parts = [text, ...text.split(/[.:|"{},]/).filter((part) => part.length >= 8 && part !== text)];
  const undone = parts.flatMap((part) =>
    UNDO.flatMap((undo) => {
      try {
        const read = undo(part).toString('latin1');
        return read.length >= 8 && read !== part ? [read] : [];
      } catch {
        return [];
      }
    }),
  );
  return [text, ...[...new Set(undone)].flatMap((read) => readings(read, depth - 1))];
}

function rot13(letter: string): string {
  const base = letter <= 'Z' ? 65 : 97;
  return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
}
