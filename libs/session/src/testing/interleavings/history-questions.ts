import type { History, IdRecord, OperationRecord, RequestRecord } from './history.js';
import { writeOf } from './scenario.js';

/** The session that a request works on: 0 for the one that all requests came with, else the one that it began itself. */
export function familyOf({ requests, scenario }: History, request: number): number {
  return requests[request - 1]?.opened === undefined || scenario.start === 'no session' ? request : 0;
}

/** The session that an id belongs to, as in {@link familyOf}. */
export function familyOfId(history: History, { creator }: IdRecord): number {
  return creator === 0 ? 0 : familyOf(history, creator);
}

/** Returns the ids that open a session when all requests are over. */
export function live({ ids }: History): IdRecord[] {
  return ids.filter(({ data }) => data !== undefined);
}

/** Returns those of a session that a client has the cookie of. */
export function reachable(history: History, family: number): IdRecord[] {
  return live(history).filter((each) => each.held && familyOfId(history, each) === family);
}

/** Whether an id opens a session of the user. */
export function isSignedIn({ user }: History, { data }: IdRecord): boolean {
  return (data as { userId?: string } | undefined)?.userId === user;
}

/** Whether an operation gives the session a new id. */
export function changesId({ name }: OperationRecord): boolean {
  return name === 'regenerate' || name === 'login';
}

/** Whether an operation ends sessions. */
export function isEnd({ name }: OperationRecord): boolean {
  return name === 'logout' || name === 'revoke' || name === 'revoke all';
}

/** Whether an operation that ended a session may have come after a moment. One whose reply was lost may have run. */
export function mayHaveEnded(history: History, family: number, since: number): boolean {
  const { operations, scenario } = history;
  const signedIn =
    (family === 0 && scenario.start === 'signed in') ||
    operations.some(({ name, request }) => name === 'login' && familyOf(history, request) === family);
  return operations.some(
    (end) =>
      isEnd(end) &&
      end.outcome !== 'refused' &&
      end.ended > since &&
      (end.name === 'logout' ? family === 0 || family === end.request : signedIn),
  );
}

/** Returns the ids whose sessions an acknowledged operation ended, as far as they existed before it began. */
export function endedBy(history: History, end: OperationRecord): readonly string[] {
  const { ids, scenario, operations } = history;
  const first = ids.filter(({ creator }) => creator === 0).map(({ id }) => id);
  if (end.name === 'logout') return first;
  if (end.name === 'revoke') return end.result as readonly string[];
  if (end.name !== 'revoke all') return [];
  const logins = operations.filter(
    ({ name, outcome, ended }) => name === 'login' && outcome === 'acknowledged' && ended < end.began,
  );
  const signedIn = ids.filter(({ creator, createdAt }) =>
    logins.some(({ request, began, ended }) => creator === request && began < createdAt && createdAt < ended),
  );
  return [...(scenario.start === 'signed in' ? first : []), ...signedIn.map(({ id }) => id)];
}

/** Whether an id is `ancestor`, or replaced it, directly or by others between. */
export function descends(history: History, { id, parent }: IdRecord, ancestor: string): boolean {
  if (id === ancestor) return true;
  const before = history.ids.find((each) => each.id === parent);
  return before !== undefined && descends(history, before, ancestor);
}

/** Whether data hold what an operation wrote, or what another one may have put in its place. */
export function holds({ operations }: History, write: OperationRecord, data: IdRecord['data']): boolean {
  const { key } = writeOf(write.name) as { key: string };
  const found = (data as Record<string, readonly string[] | undefined> | undefined)?.[key];
  if (found?.includes(write.token)) return true;
  return operations.some((other) => {
    const to = writeOf(other.name);
    if (!to?.replaces || to.key !== key || other === write || other.outcome === 'refused') return false;
    return other.request === write.request ? other.index > write.index : other.ended > write.began;
  });
}

/** When the store answered the first call of a request. */
export function firstCallOf({ calls }: History, { number }: RequestRecord): number {
  return calls.find(({ request }) => request === number)?.at ?? Infinity;
}
