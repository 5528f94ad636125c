/** What each error is over HTTP, by its code. Errors that only a change of the code can cure are a 500. */
const HTTP = {
  SESSION_STORE_UNAVAILABLE: [503, 'Session store unavailable'],
  SESSION_UNREADABLE: [503, 'Session unreadable'],
  SESSION_CONFLICT: [409, 'Session conflict'],
  SESSION_ENDED: [409, 'Session ended'],
  SESSION_TOO_LARGE: [413, 'Session too large'],
  SESSION_COMMITTED: [500, 'Session already committed'],
  SESSION_VALUE_INVALID: [500, 'Session value invalid'],
  SESSIONS_NOT_LISTABLE: [500, 'Sessions not listable'],
} as const;

/** Codes of the errors of this library. Each stands for one cause and one remedy, see the classes below. */
export type SessionErrorCode = keyof typeof HTTP;

/** Base of the errors of this library: plain errors with a `code`, which know what they are over HTTP. */
export class SessionError extends Error {
  /** HTTP status, where Nest's, Express's and Fastify's own error handlers look for it. */
  readonly statusCode: number;
  /** Short summary of the kind of error, the `title` of a problem (RFC 9457 section 3.1.3). */
  readonly title: string;
  /** Seconds after which the same request may succeed, for `Retry-After`. Undefined if a retry alone does not help. */
  readonly retryAfterSeconds: number | undefined;

  /** @param retryAfterSeconds see the property @param cause the error behind this one */
  constructor(
    readonly code: SessionErrorCode,
    message: string,
    retryAfterSeconds?: number,
    cause?: unknown,
  ) {
    super(message);
    // Not by `super(message, { cause })`, which needs the ES2022 library of TypeScript.
    if (cause !== undefined) Object.defineProperty(this, 'cause', { value: cause });
    this.name = new.target.name;
    [this.statusCode, this.title] = HTTP[code];
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * 503: the session store did not answer in time, refused the operation, or is full. The session may well exist, so the
 * request fails instead of continuing as anonymous. The cause is in `cause`.
 */
export class SessionStoreUnavailableError extends SessionError {
  /** Whether the store answered with a refusal: it is reachable, and its reads may still work. */
  readonly answered: boolean;

  /** @param cause the error of the store's client */
  constructor(cause?: unknown, { answered = false }: { answered?: boolean } = {}) {
    const message = 'Your session cannot be read or saved right now. Please try again in a moment.';
    super('SESSION_STORE_UNAVAILABLE', message, 1, cause);
    this.answered = answered;
  }
}

/**
 * 503: a stored session was sealed with a key, or written in a format, that this process does not know. The record is
 * left unchanged. Add the key back to the ring, or finish the rollout.
 */
export class SessionUnreadableError extends SessionError {
  constructor(message: string) {
    super('SESSION_UNREADABLE', message, 5);
  }
}

/** 409: other requests kept changing this session until the time limit of a write. Nothing was written; try again. */
export class SessionConflictError extends SessionError {
  /** @param attempts how many writes met a newer version */
  constructor(attempts: number) {
    const message = `The session was changed by other requests ${attempts} times in a row. Please try again.`;
    super('SESSION_CONFLICT', message, 1);
  }
}

/**
 * 409: the session ended (logout, timeout), or got a new id, while this request was changing it. Nothing was written,
 * and no new session begins: the browser may already hold the cookie of a newer one.
 */
export class SessionEndedError extends SessionError {
  /** @param retryAfterSeconds when the old id of a session that was renewed is forgotten, and a new session can begin */
  constructor(retryAfterSeconds?: number) {
    const message = 'Your session has ended or was renewed meanwhile. Please reload and try again.';
    super('SESSION_ENDED', message, retryAfterSeconds);
  }
}

/** 413: the session would not fit into its cookie or store. It keeps what it held before. */
export class SessionTooLargeError extends SessionError {
  /**
   * @param bytes size of the refused session
   * @param limit what fits, in bytes
   */
  constructor(bytes: number, limit: number) {
    const message = `The session would have ${bytes} bytes; at most ${limit} can be stored. Remove something first.`;
    super('SESSION_TOO_LARGE', message);
  }
}

/** 500, a mistake in the code: the session was changed after the response had begun, when it can no longer be saved. */
export class SessionCommittedError extends SessionError {
  constructor(message = 'The session was already committed: change it before the response is sent.') {
    super('SESSION_COMMITTED', message);
  }
}

/** 500, a mistake in the code: a key or value that a session cannot hold. Nothing was written. */
export class SessionValueError extends SessionError {
  constructor(message: string) {
    super('SESSION_VALUE_INVALID', message);
  }
}

/** 500, a mistake in the code: the sessions of a user were asked of a store without an index (memory, Memcached). */
export class SessionsNotListableError extends SessionError {
  constructor() {
    super(
      'SESSIONS_NOT_LISTABLE',
      "The store has no index of a user's sessions: see `capabilities.listable`.",
    );
  }
}
