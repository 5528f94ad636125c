import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

const UNDO: readonly ((text: string) => Buffer)[] = [
  ...(['base64', 'base64url', 'hex'] as const).map((encoding) => (text: string) => decoded(text, encoding)),
  (text) => Buffer.from(decodeURIComponent(text)),
  ...[inflateSync, inflateRawSync, gunzipSync, brotliDecompressSync].map(
    (inflate) => (text: string) => inflate(Buffer.from(text, 'latin1')),
  ),
  (text) => Buffer.from([...text].reverse().join(''), 'latin1'),
  (text) =>
    Buffer.from(
      text.replace(/[a-z]/gi, (letter) => rot13(letter)),
      'latin1',
    ),
];

/** @throws RangeError for a text that is not in this encoding as a whole */
function decoded(text: string, encoding: 'base64' | 'base64url' | 'hex'): Buffer {
  const bytes = Buffer.from(text, encoding);
  if (bytes.toString(encoding).replace(/=+$/, '') !== text.replace(/=+$/, '')) throw new RangeError();
  return bytes;
}

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
