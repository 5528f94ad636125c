/** Freezes a value and all that it holds, so that it can be shared between requests. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    if (Array.isArray(value)) for (const inner of value) deepFreeze(inner);
    // Cheaper than Object.values, which makes a list of what most often are strings and numbers.
    else for (const key in value) deepFreeze(value[key]);
  }
  return value;
}
