/** Time limits of the model, in ms. */
export const MODEL_LIFETIME = { idleMs: 1_800_000, absoluteMs: 7_200_000, noteMs: 10_000 };

/** The data of a session: lists of the tokens that were written, and its user. */
export type ModelData = Readonly<Record<string, unknown>>;

/** A record of the model. */
export interface ModelSession {
  readonly user: string | undefined;
  readonly data: ModelData;
  readonly touchedAt: number;
  readonly expiresAt: number;
  readonly absoluteExpiresAt: number;
  /** The id that replaced it. */
  readonly successor?: number;
}

/** What a store and the browsers hold, in the model. Plain data: a run with several possible orders copies it. */
export interface ModelState {
  now: number;
  /** Number of ids that were made. */
  ids: number;
  readonly sessions: Map<number, ModelSession>;
  /** The ids of each browser, the newest last. Undefined for a cookie that was cleared. */
  readonly cookies: (number | undefined)[][];
}

/** Returns the live record of an id. */
export function liveSession(state: ModelState, id: number | undefined): ModelSession | undefined {
  const session = id === undefined ? undefined : state.sessions.get(id);
  return session && session.expiresAt > state.now ? session : undefined;
}

/** Returns the newest id of a browser, or the one before it. Undefined if its cookie was cleared, or if it had none. */
export function newestOf({ cookies }: ModelState, browser: number, before = 0): number | undefined {
  const ids = cookies[browser] ?? [];
  return ids[ids.length - 1 - before];
}

/** Returns the ids of a user's sessions. */
export function listedIds(state: ModelState, user: string): number[] {
  const ids = [...state.sessions.keys()];
  return ids.filter((id) => {
    const session = liveSession(state, id);
    return session?.user === user && session.successor === undefined;
  });
}

/** Destroys a session, or the one that it became. @returns whether there was one */
export function destroySession(state: ModelState, id: number | undefined): boolean {
  const session = liveSession(state, id);
  if (!session) return false;
  return session.successor === undefined
    ? state.sessions.delete(id as number)
    : destroySession(state, session.successor);
}

/** Returns a session that is used at `now`. */
export function used(now: number, session: ModelSession, idleMs = MODEL_LIFETIME.idleMs): ModelSession {
  return { ...session, touchedAt: now, expiresAt: Math.min(session.absoluteExpiresAt, now + idleMs) };
}
