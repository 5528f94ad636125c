/** Errors that sessions threw in this turn of the event loop, and who answers each if nobody catches it. */
const thrown = new Map<unknown, () => void>();
let capturing = false;

/**
 * Has an error answered that a session is about to throw where perhaps nobody catches it: in a timer, an event listener, a
 * stream's `data`. Uncaught, it would end the process. Other uncaught errors do what they always do.
 * See docs/decisions/0025-responses-held-below-the-framework.md.
 * @param answer called if the error is not caught in this turn of the event loop
 */
export function answerIfUncaught(error: unknown, answer: () => void): void {
  if (!capturing) {
    try {
      process.setUncaughtExceptionCaptureCallback(captured);
    } catch {
      // The application captures uncaught errors itself, or uses `domain`.
      return;
    }
    capturing = true;
    // With a listener, a rejection is no uncaught error, and the request would never be answered.
    if (process.listenerCount('unhandledRejection') > 0) process.on('unhandledRejection', rejected);
    setImmediate(release);
  }
  thrown.set(error, answer);
}

function captured(error: unknown): void {
  const answer = thrown.get(error);
  if (answer) return answer();
  release();
  process.nextTick(() => {
    throw error;
  });
}

function rejected(reason: unknown): void {
  thrown.get(reason)?.();
}

function release(): void {
  thrown.clear();
  process.off('unhandledRejection', rejected);
  if (capturing) process.setUncaughtExceptionCaptureCallback(null);
  capturing = false;
}
