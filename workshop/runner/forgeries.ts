import { createHash } from 'node:crypto';

interface Encoding {
  decode(text: string): Buffer;
  encode(bytes: Buffer): string;
}

const ENCODINGS: readonly Encoding[] = [
  { decode: (text) => Buffer.from(text, 'latin1'), encode: (bytes) => bytes.toString('latin1') },
  {
    decode: (text) => Buffer.from(decodeURIComponent(text)),
    encode: (bytes) => encodeURIComponent(String(bytes)),
  },
  ...(['base64url', 'base64', 'hex'] as const).map((name) => ({
    decode: (text: string) => Buffer.from(text, name),
    encode: (bytes: Buffer) => bytes.toString(name),
  })),
];

/**
 * Returns what its owner could make of a cookie or token without knowing a key, so that it names another user: the name is
 * replaced in every usual encoding, the signature left, dropped, emptied or replaced by a hash that needs no key; and where the
 * name cannot be read, the bits of the encrypted name are flipped, which needs no key either.
 * @param value a genuine cookie or token
 * @param own the name in it
 * @param wanted another name, of the same length
 */
export function forgeries(value: string, own: string, wanted: string): string[] {
  const forged = new Set<string>();
  for (const whole of renamed(value, own, wanted)) forged.add(whole);
  const parts = value.split(/([.|:~])/);
  for (const [at, part] of parts.entries())
    for (const changed of renamed(part, own, wanted)) {
      const before = parts.slice(0, at).join('');
      forged.add([...parts.slice(0, at), changed, ...parts.slice(at + 1)].join(''));
      forged.add(`${before}${changed}`);
      const separator = parts[at + 1];
      if (separator === undefined) continue;
      forged.add(`${before}${changed}${separator}`);
      for (const digest of keylessDigests(`${before}${changed}`))
        forged.add(`${before}${changed}${separator}${digest}`);
      for (const digest of keylessDigests(wanted)) forged.add(`${before}${changed}${separator}${digest}`);
    }
  if (forged.size === 0)
    for (const [at, part] of parts.entries())
      for (const flipped of bitFlips(part, own, wanted))
        forged.add([...parts.slice(0, at), flipped, ...parts.slice(at + 1)].join(''));
  forged.delete(value);
  return [...forged];
}

/** The text with the name replaced, under one or two encodings. */
function renamed(text: string, own: string, wanted: string): string[] {
  return ENCODINGS.flatMap((outer) => {
    const decoded = attempt(() => outer.decode(text));
    if (!decoded || outer.encode(decoded) !== text) return [];
    return ENCODINGS.flatMap((inner) => {
      const name = inner.encode(Buffer.from(own));
      const clear = attempt(() => inner.decode(decoded.toString('latin1')));
      const changed = clear?.includes(own)
        ? inner.encode(Buffer.from(clear.toString('latin1').replaceAll(own, wanted), 'latin1'))
        : decoded.toString('latin1').replaceAll(name, inner.encode(Buffer.from(wanted)));
      return changed === decoded.toString('latin1') ? [] : [outer.encode(Buffer.from(changed, 'latin1'))];
    });
  });
}

/** What anyone can compute from the signed part. */
export function keylessDigests(text: string): string[] {
  return ['sha256', 'sha1', 'md5'].flatMap((algorithm) =>
    (['base64url', 'base64', 'hex'] as const).map((encoding) =>
      createHash(algorithm).update(text).digest(encoding),
    ),
  );
}

/** The encrypted text with the difference between the names applied at each position: enough for a cipher without a MAC. */
function bitFlips(text: string, own: string, wanted: string): string[] {
  const difference = [...Buffer.from(own)].map((byte, at) => byte ^ Buffer.from(wanted)[at]!);
  return ENCODINGS.slice(2).flatMap(({ decode, encode }) => {
    const bytes = decode(text);
    if (encode(bytes) !== text) return [];
    return Array.from({ length: Math.max(0, bytes.length - difference.length + 1) }, (_, from) =>
      encode(Buffer.from(bytes.map((byte, at) => byte ^ (difference[at - from] ?? 0)))),
    );
  });
}

function attempt<T>(task: () => T): T | undefined {
  try {
    return task();
  } catch {
    return undefined;
  }
}
