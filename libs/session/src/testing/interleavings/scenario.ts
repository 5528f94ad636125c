import type { UserDirectory } from '../../session-backend.js';
import type { Session } from '../../session.js';

/** What an operation of a request works with. */
interface Handler {
  readonly session: Session & { a?: readonly string[]; b?: readonly string[] };
  readonly users: UserDirectory | undefined;
  readonly user: string;
  /** The value that this operation writes, and no other. */
  readonly token: string;
  /** The place of a session among those that were created: the same in every run of a schedule, unlike a clock. */
  readonly age: (id: string) => number;
}

/**
 * The operations that requests are made of. `assign` replaces a list by one entry, `update` appends an entry to it, so that the data
 * tell at the end which writes they hold. `revoke` lists the sessions of the user and revokes each of them.
 */
const RUN = {
  'assign a': ({ session, token }: Handler) => void (session.a = [token]),
  'assign b': ({ session, token }: Handler) => void (session.b = [token]),
  'update a': ({ session, token }: Handler) => session.update(append('a', token)),
  'update b': ({ session, token }: Handler) => session.update(append('b', token)),
  regenerate: ({ session }: Handler) => session.regenerate(),
  login: ({ session, user, token }: Handler) =>
    session.regenerate({ userId: user, login: [token] } as object),
  logout: ({ session }: Handler) => session.destroy(),
  revoke: async ({ users, user, age }: Handler) => {
    const revoked: string[] = [];
    const ids = ((await users?.list(user)) ?? []).map(({ id }) => id);
    for (const id of ids.sort((a, b) => age(b) - age(a))) if (await users?.revoke(user, id)) revoked.push(id);
    return revoked;
  },
  'revoke all': ({ users, user }: Handler) => users?.revokeAll(user),
  'idle refresh': () => undefined,
  read: ({ session }: Handler) => ({ ...session }),
};

/** Name of an operation of the interleaving scheduler. */
export type OperationName = keyof typeof RUN;

/** All operations of the interleaving scheduler. */
export const OPERATIONS = Object.keys(RUN) as readonly OperationName[];

/** Returns the key that an operation writes, and whether it replaces what the key held. */
export function writeOf(
  name: OperationName,
): { readonly key: string; readonly replaces: boolean } | undefined {
  const [verb, key] = name.split(' ');
  if (verb === 'assign' || verb === 'update') return { key: key as string, replaces: verb === 'assign' };
  return name === 'login' ? { key: 'login', replaces: true } : undefined;
}

/** Runs an operation in the handler of a request. */
export async function runOperation(name: OperationName, handler: Handler): Promise<unknown> {
  return RUN[name](handler);
}

/** Whose session the cookie of every request names: a guest's, a user's, or none since there is no cookie. */
export type Start = 'guest' | 'signed in' | 'no session';

/** Requests that arrive together with the same cookie, each with the operations of its handler. */
export interface Scenario {
  readonly start: Start;
  /** Whether one process serves all requests, or each has its own. In one process, writers of a session take turns. */
  readonly processes: 'own' | 'shared';
  readonly requests: readonly (readonly OperationName[])[];
}

/** Returns a scenario as text: `guest, own processes: update a, read | login`. */
export function formatScenario({ start, processes, requests }: Scenario): string {
  const process = processes === 'own' ? 'own processes' : 'one process';
  return `${start}, ${process}: ${requests.map((operations) => operations.join(', ')).join(' | ')}`;
}

/** Parses what {@link formatScenario} made. @throws TypeError for anything else */
export function parseScenario(text: string): Scenario {
  const [, start, processes, rest] =
    /^(guest|signed in|no session), (own processes|one process): (.+)$/.exec(text) ?? [];
  const requests = rest?.split(' | ').map((operations) => operations.split(', ') as OperationName[]);
  if (!requests?.flat().every((name) => OPERATIONS.includes(name)))
    throw new TypeError(`"${text}" is no scenario: write it as "guest, own processes: update a | login".`);
  return { start: start as Start, processes: processes === 'own processes' ? 'own' : 'shared', requests };
}

/**
 * Returns every scenario of `count` requests with one operation each, in any combination.
 * @param operations those to combine: a store without an index of users has no `revoke` and no `revoke all`
 */
export function combinations(
  count: number,
  {
    start,
    processes,
    operations = OPERATIONS,
  }: Omit<Scenario, 'requests'> & { readonly operations?: readonly OperationName[] },
): Scenario[] {
  const choose = (left: number, from: number): OperationName[][] =>
    left === 0
      ? [[]]
      : operations.flatMap((name, at) =>
          at < from ? [] : choose(left - 1, at).map((others) => [name, ...others]),
        );
  return choose(count, 0).map((names) => ({ start, processes, requests: names.map((name) => [name]) }));
}

function append(key: 'a' | 'b', token: string) {
  return (draft: object) => {
    const lists = draft as Record<string, readonly string[] | undefined>;
    lists[key] = [...(lists[key] ?? []), token];
  };
}
