import { beforeEach, describe, expect, it } from 'vitest';
import { BenchBrowser, SessionBench } from '../test/session-bench.js';
import type { RequestSession } from './request-session.js';
import { SessionCommittedError, SessionStoreUnavailableError } from './session.errors.js';
import { VERDICTS, type SessionAction, type SessionState, type Verdict } from './session-operations.js';

let bench: SessionBench;
let browser: BenchBrowser;
beforeEach(() => {
  bench = new SessionBench();
  browser = new BenchBrowser(bench);
});

describe('VERDICTS', () => {
  const enter: Record<SessionState, (request: RequestSession) => Promise<unknown>> = {
    open: async () => undefined,
    committed: async (request) => request.commit(),
    destroyed: async (request) => request.session.destroy(),
    failed: async (request) => {
      bench.fail('create', 1);
      await request.session.regenerate({ items: ['a'] }).catch(() => undefined);
    },
  };
  const act: Record<SessionAction, (request: RequestSession) => unknown> = {
    assign: (request) => void (request.session.note = 'assigned'),
    change: async (request) => request.session.update((draft) => void (draft.note = 'changed')),
    destroy: async (request) => request.session.destroy(),
    commit: async (request) => request.commit(),
  };
  const rows = Object.entries(VERDICTS).flatMap(([state, actions]) =>
    Object.entries(actions).map(
      ([action, verdict]) => [state, action, verdict] as [SessionState, SessionAction, Verdict],
    ),
  );

  it.each(rows)('in state %s, %s: %s', async (state, action, verdict) => {
    const earlier = await browser.request();
    earlier.session.note = 'stored';
    await browser.respond(earlier);
    const request = await browser.request();
    const { session } = request;
    await enter[state](request);
    bench.calls.length = 0;
    const outcome = await new Promise((resolve) => resolve(act[action](request))).then(
      () => 'done',
      (error: unknown) => error,
    );
    if (verdict === 'run' || verdict === 'skip') expect(outcome).toBe('done');
    if (verdict === 'mistake') expect(outcome).toBeInstanceOf(SessionCommittedError);
    if (verdict === 'failure') expect(outcome).toBeInstanceOf(SessionStoreUnavailableError);
    if (verdict !== 'run') expect(bench.calls).toEqual([]);
    // What could not be stored is not shown as if it were.
    if (verdict === 'mistake') expect(session.note).toBe(state === 'destroyed' ? undefined : 'stored');
  });
});
