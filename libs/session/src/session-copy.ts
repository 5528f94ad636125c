import { types } from 'node:util';
import type { FrozenSessionData } from './session.js';

const KEPT_BY_STRUCTURED_CLONE = [types.isDate, types.isMap, types.isSet, types.isAnyArrayBuffer];

/**
 * Copies data that may be changed in place. Values that a codec converts or refuses are left unchanged: structuredClone
 * throws for a function, and copies the fields of an instance that its `toJSON` hides.
 */
export function copyOf<T extends FrozenSessionData>(data: T): T {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, copyOfKey(value)])) as T;
}

/** Copies the value of one key. */
export function copyOfKey(value: unknown): unknown {
  try {
    return copyOfValue(value);
  } catch {
    // Circular, or a getter threw.
    return value;
  }
}

function copyOfValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOfValue);
  // structuredClone makes a Uint8Array of it.
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (ArrayBuffer.isView(value) || KEPT_BY_STRUCTURED_CLONE.some((is) => is(value)))
    return structuredClone(value);
  // An instance of a class is copied as its fields, which express-session stores too.
  const isOrdinary = Object.prototype.toString.call(value) === '[object Object]';
  if ('toJSON' in value || !isOrdinary) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOfValue(inner)]));
}
