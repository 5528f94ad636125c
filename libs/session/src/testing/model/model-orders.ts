import type { RequestsCommand } from './commands.js';
import { ModelRequest, type MetRevocation, type ModelResponse } from './model-request.js';
import { newestOf, type ModelState } from './reference-model.js';

/** A way in which requests may be carried out. */
export interface ModelOrder {
  /** The request of each operation; the last one of each request is its commit. */
  readonly turns: readonly number[];
  /** The request whose change of the id meets a revocation, if any, and what becomes of it. */
  readonly met?: { readonly request: number; readonly effect: MetRevocation };
}

/**
 * Returns every order of the operations of requests. A change of the id is two steps, a new record and a note in the old
 * one: a revocation that comes between may end the new session, or the change is refused.
 */
export function ordersOf(requests: RequestsCommand['requests']): ModelOrder[] {
  const revokes = requests.map((names) => names.some((name) => /^revoke (all|others)$/.test(name)));
  const besideRevocation = requests.flatMap((_, at) =>
    revokes.some((each, other) => each && other !== at) ? [at] : [],
  );
  const met = besideRevocation.flatMap((request) =>
    (['refused', 'ended'] as const).map((effect) => ({ request, effect })),
  );
  return turnsOf(requests.map(({ length }) => length + 1)).flatMap((turns) => [
    { turns },
    ...met.map((each) => ({ turns, met: each })),
  ]);
}

/** Returns every order of events: how many each request has is in `lengths`. */
function turnsOf(lengths: readonly number[]): number[][] {
  if (lengths.every((length) => length === 0)) return [[]];
  return lengths.flatMap((length, at) =>
    length === 0
      ? []
      : turnsOf(lengths.map((left, other) => (other === at ? left - 1 : left))).map((rest) => [at, ...rest]),
  );
}

/** Runs requests that were opened together, in one order of their operations. @returns the responses */
export function runModelRequests(
  state: ModelState,
  { browser, late, requests }: RequestsCommand,
  users: Readonly<Record<'ada' | 'bob', string>>,
  token: string,
  { turns, met }: ModelOrder,
): ModelResponse[] {
  const jar = state.cookies[browser] as (number | undefined)[];
  const running = requests.map((_, at) => {
    const came = newestOf(state, browser, late && at === 0 ? 1 : 0);
    return new ModelRequest(
      state,
      users,
      came,
      `${token}.${at}`,
      met?.request === at ? met.effect : undefined,
    );
  });
  const responses: ModelResponse[] = [];
  const done = requests.map(() => 0);
  for (const at of turns) {
    const index = done[at]!++;
    const name = requests[at]?.[index];
    const request = running[at] as ModelRequest;
    if (name) request.run(name);
    else responses[at] = request.commit();
  }
  for (const { cookie } of responses)
    if (cookie !== undefined) jar.push(cookie === 'cleared' ? undefined : cookie);
  return responses;
}
