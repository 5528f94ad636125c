import { HttpException } from '@nestjs/common';
import type { SetCookie } from 'cookie';

/** Base of the errors that a session operation answers a request with. `retryAfterSeconds` belongs into `Retry-After`. */
export abstract class SessionError extends HttpException {
  /** Seconds after which the same request may succeed, or undefined where a retry alone does not help. */
  readonly retryAfterSeconds: number | undefined;
  /** Cookies that the answer sets all the same: a log-out that fails on the server still clears the browser's. */
  cookies: readonly SetCookie[] = [];

  protected constructor(
    status: number,
    title: string,
    detail: string,
    options: { cause?: unknown; retryAfterSeconds?: number },
  ) {
    super({ title, detail }, status, { cause: options.cause });
    this.message = detail;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/**
 * 503: the session store did not answer in time, refused, or is full. The session may well exist, so nobody is
 * treated as signed out: the request fails and can be tried again.
 */
export class SessionStoreUnavailableError extends SessionError {
  /** Whether the store did answer, with a refusal: it is not away. */
  readonly answered: boolean;

  constructor(cause?: unknown, { answered = false }: { answered?: boolean } = {}) {
    super(
      503,
      'Session store unavailable',
      'Your session cannot be read or saved right now. Please try again in a moment.',
      {
        cause,
        retryAfterSeconds: 1,
      },
    );
    this.answered = answered;
  }
}

/**
 * 503: a stored session was sealed with a key or in a format that this process does not know (a key was removed from
 * the ring too early, or an older release reads a newer one's data). It is left as it is. Add the key back, or finish the roll-out.
 */
export class SessionUnreadableError extends SessionError {
  constructor(detail: string) {
    super(503, 'Session unreadable', detail, { retryAfterSeconds: 5 });
  }
}

/** 409: other requests kept changing this session for longer than a commit may wait. Nothing was written; try again. */
export class SessionConflictError extends SessionError {
  constructor(attempts: number) {
    super(
      409,
      'Session conflict',
      `The session was changed by others ${attempts} times in a row. Please try again.`,
      {
        retryAfterSeconds: 1,
      },
    );
  }
}

/**
 * 409: the session was ended (log-out, time-out) while this request was changing it. Nothing was written, and it is
 * not brought back.
 */
export class SessionEndedError extends SessionError {
  constructor() {
    super(
      409,
      'Session ended',
      'Your session has ended while this request ran. Please reload and try again.',
      {},
    );
  }
}

/** 413: the session would not fit into its cookie or store. It keeps what it held before. */
export class SessionTooLargeError extends SessionError {
  constructor(bytes: number, limit: number) {
    super(
      413,
      'Session too large',
      `This change would make the session ${bytes} bytes; at most ${limit} can be kept. Remove something first.`,
      {},
    );
  }
}

/** A programming error: the session was changed after the answer had begun, when it can no longer be saved. */
export class SessionCommittedError extends Error {
  constructor() {
    super('The session was already committed: change it before the response is sent.');
    this.name = 'SessionCommittedError';
  }
}

/** A programming error: sessions of a user were asked of a store that keeps no index of them (memory, Memcached). */
export class SessionsNotListableError extends Error {
  constructor() {
    super("This session store keeps no list of a user's sessions: ask `capabilities.listable` first.");
    this.name = 'SessionsNotListableError';
  }
}
