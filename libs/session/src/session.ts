import type { SessionData } from './session-data.js';
import type { SessionScope } from './session-scope.js';

/** What one can do with a session besides reading and assigning its data. */
export interface SessionControls {
  /** Names this session in the list of its user; a hash that opens nothing. Undefined until it is stored. */
  readonly id: string | undefined;
  /** A short hash of the session that is safe to log, undefined until it is stored. */
  readonly ref: string | undefined;
  /** When the session began, undefined until it is stored. */
  readonly createdAt: Date | undefined;
  /** How often the session has been written. */
  readonly version: number;

  /**
   * Gives the session a new id when it is committed and ends the old one. Call it whenever rights change: at log-in
   * and log-out above all (OWASP ASVS 5.0 7.2.4). The data stay.
   */
  regenerate(): void;

  /**
   * Puts the idle timeout off, at once. Use does that by itself, at most once per quarter of the timeout; this is for
   * use that requests do not show, such as a WebSocket's.
   * @throws SessionStoreUnavailableError
   */
  touch(): Promise<void>;

  /**
   * Ends the session on the server and in the browser, at once.
   * @throws SessionStoreUnavailableError where the server could not end it; the browser's cookie is cleared all the same
   */
  destroy(): Promise<void>;

  /**
   * Changes the session in one atomic step, at once: the recipe gets a copy of the newest data, and runs again on
   * fresher data when another request was first. So it must be pure but for its draft.
   * @returns what the recipe returned the last time it ran
   * @throws SessionConflictError, SessionEndedError, SessionStoreUnavailableError, SessionTooLargeError,
   * SessionCommittedError
   */
  update<T>(recipe: (draft: SessionData) => T): Promise<T>;
}

/**
 * The session of a request. Data are its own properties. Values that were read are frozen, since other requests may
 * share them: assign a new value to a top-level key, delete the key, or use {@link SessionControls.update}.
 */
export type Session = SessionControls & SessionData;

/** Makes {@link Session} objects; the data lie on the object itself, the controls on its prototype. */
export class RequestSession implements SessionControls {
  readonly #scope: SessionScope;

  constructor(scope: SessionScope) {
    this.#scope = scope;
  }

  get id(): string | undefined {
    return this.#scope.info.id;
  }

  get ref(): string | undefined {
    return this.#scope.info.ref;
  }

  get createdAt(): Date | undefined {
    const { createdAt } = this.#scope.info;
    return createdAt === undefined ? undefined : new Date(createdAt);
  }

  get version(): number {
    return this.#scope.info.version;
  }

  regenerate(): void {
    this.#scope.renewAtCommit();
  }

  touch(): Promise<void> {
    return this.#scope.touch();
  }

  destroy(): Promise<void> {
    return this.#scope.end();
  }

  update<T>(recipe: (draft: SessionData) => T): Promise<T> {
    return this.#scope.update(recipe);
  }
}
