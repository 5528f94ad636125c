/** States of the session of one request. */
export type SessionState = 'open' | 'committed' | 'destroyed' | 'failed';

/** What is done with a session; `change` stands for update, save, touch, reload and regenerate. */
export type SessionAction = 'assign' | 'change' | 'destroy' | 'commit';

/** `run` it, `skip` it silently, refuse it as a `mistake` of the code, or reject with the `failure` that came before. */
export type Verdict = 'run' | 'skip' | 'mistake' | 'failure';

/**
 * The transition table. A session is `open` until its response begins (`committed`), it was `destroyed`, or a regenerate
 * or destroy has `failed`: whether the id is old or new is then unknown to the request, so it commits nothing.
 */
export const VERDICTS: Readonly<Record<SessionState, Readonly<Record<SessionAction, Verdict>>>> = {
  open: { assign: 'run', change: 'run', destroy: 'run', commit: 'run' },
  committed: { assign: 'mistake', change: 'mistake', destroy: 'mistake', commit: 'skip' },
  destroyed: { assign: 'mistake', change: 'mistake', destroy: 'skip', commit: 'skip' },
  failed: { assign: 'skip', change: 'failure', destroy: 'run', commit: 'failure' },
};
