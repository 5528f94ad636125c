import { EMPTY } from '../session-backend.js';
import type { FrozenSessionData } from '../session.js';
import { SessionUnreadableError, SessionValueError } from '../session.errors.js';
import type { SessionKey } from '../store/session-store.js';

/** Encodes session data as bytes. The bytes are encrypted afterwards: a codec neither encrypts nor signs. */
export interface SessionCodec {
  /** Encodes a plain object. Its values have passed {@link validate}. */
  encode(value: unknown): Buffer;
  /** @throws any error for bytes that this codec did not make */
  decode(bytes: Buffer): unknown;
  /**
   * Checks a value that is assigned to a key of the session, before the session is encoded.
   * @throws SessionValueError for a value that decoding would not give back
   */
  validate?(key: string, value: unknown): void;
}

/**
 * The default codec: JSON in UTF-8. It refuses what JSON would lose or change silently: Map, Set, BigInt, functions, NaN,
 * binary data, class instances, `undefined` in an array. Two conversions of JSON are allowed, since session data of Express
 * applications rely on them: a value with `toJSON` is stored as what that returns, so a Date comes back as an ISO string,
 * and a property that is `undefined` is left out.
 */
export const jsonCodec: SessionCodec = {
  encode: (value) => Buffer.from(JSON.stringify(value)),
  decode: (bytes) => JSON.parse(bytes.toString('utf8')) as unknown,
  validate: (key, value) => assertStorable(key, value, 'JSON'),
};

/**
 * Checks that a value survives being encoded and decoded.
 * @param format name of the format, for the message
 * @param keeps returns the values inside of what the format keeps besides what JSON keeps, else undefined
 * @throws SessionValueError that names the key, and where in its value the trouble is
 */
export function assertStorable(
  key: string,
  value: unknown,
  format: string,
  keeps: (value: unknown) => readonly unknown[] | undefined = () => undefined,
): void {
  const parents: unknown[] = [];
  function visit(current: unknown, path: string): void {
    if (typeof current === 'string' || typeof current === 'boolean' || current === null) return;
    if (typeof current === 'number' && Number.isFinite(current)) return;
    const circular = parents.includes(current);
    const inside = circular ? undefined : (keeps(current) ?? insideJson(current));
    if (!inside) {
      const what = circular ? 'a circular reference' : nameOf(current);
      const where = path === key ? '' : ` (${path})`;
      throw new SessionValueError(
        `The session key "${key}" holds ${what}${where}, which ${format} cannot keep: store plain data.`,
      );
    }
    parents.push(current);
    // With a loop, since forEach passes over holes.
    if (Array.isArray(inside)) for (let at = 0; at < inside.length; at++) visit(inside[at], `${path}[${at}]`);
    else for (const [name, inner] of Object.entries(inside)) visit(inner, `${path}${name && `.${name}`}`);
    parents.pop();
  }
  visit(value, key);
}

/** Returns the values inside of what JSON keeps; what `toJSON` returns has no name. */
function insideJson(value: unknown): readonly unknown[] | Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined;
  if (value instanceof Date && Number.isNaN(value.getTime())) return undefined;
  if (Array.isArray(value)) return value;
  const { toJSON } = value as { toJSON?: () => unknown };
  if (typeof toJSON === 'function') return { '': toJSON.call(value) };
  const prototype = Object.getPrototypeOf(value) as object | null;
  // Of any realm, since test runners and workers have several.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return undefined;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
}

function nameOf(value: unknown): string {
  if (typeof value === 'bigint') return 'a BigInt';
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Date) return 'an invalid Date';
  const name = value.constructor?.name || 'value without a class';
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** Data as every reader sees them: detached from what the writer holds. */
export interface KeptData {
  readonly data: FrozenSessionData;
  /** Whether the data are deeply frozen: Map, Set, Date and binary cannot be. */
  readonly frozen: boolean;
}

/** What is encoded and encrypted together. */
export interface SessionEnvelope extends KeptData {
  readonly device?: Readonly<Record<string, string>> | undefined;
  /** Set in the note that is left of a session with a new id: where it continues. A note holds no data. */
  readonly successor?: SessionKey;
}

/** No data. */
export const NOTHING: KeptData = { data: EMPTY, frozen: true };

/**
 * Returns data as the next reader will see them. Only what changed is validated and copied.
 * @param before the data before the change
 * @throws SessionValueError for a value that the codec cannot keep
 */
export function keep(codec: SessionCodec, data: FrozenSessionData, before = NOTHING): KeptData {
  const was = before.data as Record<string, unknown>;
  const changed = Object.entries(data).filter(([key, value]) => value !== was[key]);
  if (changed.length === 0) return { data: Object.freeze({ ...data }), frozen: before.frozen };
  for (const [key, value] of changed) codec.validate?.(key, value);
  const bytes = codec.encode({ data: Object.fromEntries(changed) });
  const copy = decodeEnvelope(codec, bytes) as KeptData;
  return { data: Object.freeze({ ...data, ...copy.data }), frozen: before.frozen && copy.frozen };
}

/** Decodes an envelope and freezes its data. Undefined for bytes that hold none. @throws SessionUnreadableError */
export function decodeEnvelope<T extends KeptData = SessionEnvelope>(
  codec: SessionCodec,
  bytes: Buffer,
): T | undefined {
  try {
    const envelope = codec.decode(bytes) as (T & { schema?: number }) | null;
    if (typeof envelope?.data !== 'object' || envelope.data === null) return undefined;
    if (envelope.schema !== undefined)
      throw new SessionUnreadableError(`The session has schema version ${envelope.schema}, unknown here.`);
    return { ...envelope, frozen: deepFreeze(envelope.data) };
  } catch (error) {
    if (error instanceof SessionUnreadableError) throw error;
    return undefined;
  }
}

/** Freezes a value and everything in it. @returns whether all of it can be frozen */
function deepFreeze(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return false;
  let frozen = true;
  // Cheaper than Object.values, which makes a list of what are mostly strings and numbers.
  for (const key in value) frozen = deepFreeze((value as Record<string, unknown>)[key]) && frozen;
  Object.freeze(value);
  return frozen;
}
