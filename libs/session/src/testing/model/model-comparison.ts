import { isDeepStrictEqual } from 'node:util';
import { needsIndex, type ModelOperation } from './commands.js';
import type { Names } from './model-names.js';
import type { ModelResponse } from './model-request.js';
import type { ObservedResponse } from './observed-request.js';
import type { ModelState } from './reference-model.js';

/** What may be the case: the model after one possible order, and the public ids of its sessions. */
export interface Possible {
  readonly state: ModelState;
  readonly names: Names;
}

/** Whether real responses are what the model says. Notes the public ids that they show. */
export function isSame(
  expected: readonly ModelResponse[],
  actual: readonly ObservedResponse[],
  names: Names,
  requests: readonly (readonly ModelOperation[])[],
): boolean {
  return expected.every(({ steps, status, cookie }, at) => {
    const response = actual[at] as ObservedResponse;
    if (status !== response.status || steps.length !== response.steps.length) return false;
    const hasCookie = typeof cookie === 'number';
    return (
      steps.every((step, index) => {
        const other = response.steps[index]!;
        const name = requests[at]?.[index] as ModelOperation;
        // A request beside this one may come between the count and the removal.
        const counts = requests.length > 1 && typeof step.result === 'number';
        return (
          step.status === other.status &&
          names.match(step.id, other.id) &&
          (counts || !hasResult(name) || isSameResult(name, step.result, other.result, names))
        );
      }) && (hasCookie ? names.match(cookie, response.cookie) : cookie === response.cookie)
    );
  });
}

function hasResult(name: ModelOperation): boolean {
  return name === 'read' || needsIndex(name);
}

function isSameResult(name: ModelOperation, expected: unknown, actual: unknown, names: Names): boolean {
  if (name !== 'list') return isDeepStrictEqual(expected, actual);
  const listed = (expected as number[] | undefined)?.map((id) => names.publicId(id)).sort();
  return isDeepStrictEqual(listed, actual && [...(actual as string[])].sort());
}

/** Drops what differs only in the numbers that the model gave its ids. */
export function different(all: readonly Possible[]): Possible[] {
  const known = new Map<string, Possible>();
  for (const each of all) known.set(each.names.describe(each.state), each);
  return [...known.values()];
}

/** Describes a difference. */
export function differenceOf(what: string, actual: unknown, expected: readonly unknown[]): string {
  const toText = (value: unknown) =>
    JSON.stringify(value, (_, each) => (each instanceof Error ? String(each) : each), 1);
  const unique = [...new Set(expected.map(toText))];
  return `${what}: ${toText(actual)}\n\nThe model, in ${unique.length} possible orders: ${unique.slice(0, 3).join('\n')}`;
}
