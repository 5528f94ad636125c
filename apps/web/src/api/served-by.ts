import { useSyncExternalStore } from 'react';

/** Which replicas answered the calls of this page since it was loaded. */
export interface ServedBy {
  /** The one that answered last. */
  last: string | undefined;
  /** How many answers each gave. */
  counts: Readonly<Record<string, number>>;
}

let servedBy: ServedBy = { last: undefined, counts: {} };
const listeners = new Set<() => void>();

/** Counts one answer, by its `X-Served-By` header. */
export function recordServedBy(response: Response): void {
  const replica = response.headers.get('X-Served-By');
  if (!replica) return;
  const { counts } = servedBy;
  servedBy = { last: replica, counts: { ...counts, [replica]: (counts[replica] ?? 0) + 1 } };
  for (const listener of listeners) listener();
}

/** Which replica answered last. */
export function lastServedBy(): string | undefined {
  return servedBy.last;
}

/** Follows who answers. */
export function useServedBy(): ServedBy {
  return useSyncExternalStore(subscribe, () => servedBy);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
