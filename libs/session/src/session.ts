/**
 * Data of a session. Empty here: an application declares its own keys by declaration merging, and gets them typed on
 * `request.session` and `@CurrentSession()`. Values must survive the codec (JSON by default). The names of
 * {@link SessionControls} are reserved.
 *
 * @example
 * declare module '@app/session' {
 *   interface SessionData {
 *     userId?: string;
 *     cart?: readonly { sku: string; quantity: number }[];
 *   }
 * }
 */
export interface SessionData {}

/** Session data as it is read: shared between requests, so deeply frozen. */
export type FrozenSessionData = Readonly<SessionData>;

/** Callback of the forms that express-session has: called with the error, or with nothing. */
export type SessionCallback = (error?: unknown) => void;

/** Accepts what is no promise, not even sometimes; `any` passes. */
type Synchronous<T> = 0 extends 1 & T
  ? unknown
  : [Extract<T, PromiseLike<unknown>>] extends [never]
    ? unknown
    : 'The recipe of update() must be synchronous.';

/** The operations of a session. They run one after the other, in the order in which they were called. */
export interface SessionControls {
  /** Public name of this session in the user's list. It opens nothing. Undefined until the session is stored. */
  readonly id: string | undefined;
  /** Short hash of the session, safe to log. Undefined until the session is stored. */
  readonly ref: string | undefined;
  /** When the session began. Undefined until the session is stored. */
  readonly createdAt: Date | undefined;
  /** Number of writes to this session. */
  readonly version: number;

  /**
   * Changes the session in one atomic step, immediately. The recipe gets a copy of the newest data, and runs again on
   * fresher data if another request was faster: it must be synchronous, and change nothing but its draft.
   * @returns what the recipe returned the last time it ran
   * @throws SessionConflictError, SessionEndedError, SessionStoreUnavailableError, SessionTooLargeError,
   * SessionCommittedError, SessionValueError
   * @example
   * await session.update((draft) => {
   *   draft.cart = [...(draft.cart ?? []), { sku, quantity }];
   * });
   */
  update<T>(recipe: ((draft: SessionData) => T) & Synchronous<T>): Promise<T>;

  /** Stores assigned keys now instead of with the response. @throws as {@link SessionControls.update} */
  save(callback?: SessionCallback): Promise<void>;

  /**
   * Gives the session a new id. Call it whenever rights change: at login above all (OWASP ASVS 5.0 7.2.4). When the
   * promise resolves, the new id holds the data and the old id is dead. When it rejects, this request commits nothing.
   * The absolute timeout continues unless the user changes.
   * @param patch keys to assign in the same step; with a callback instead, as in express-session, the new session
   * starts without data
   * @throws SessionEndedError, SessionStoreUnavailableError, SessionTooLargeError, SessionCommittedError
   * @example
   * await session.regenerate({ userId: user.id });
   */
  regenerate(patch?: Partial<SessionData> | SessionCallback): Promise<void>;

  /**
   * Resets the idle timeout immediately. Requests do so automatically, at most once per quarter of the timeout; this
   * is for use that requests do not show, such as a WebSocket's.
   * @throws SessionStoreUnavailableError
   */
  touch(): Promise<void>;

  /** Drops assigned keys, and reads the newest data from the store. @throws SessionStoreUnavailableError */
  reload(callback?: SessionCallback): Promise<void>;

  /**
   * Destroys the session on the server and in the browser, immediately. Afterwards it holds no data; a second call
   * does nothing.
   * @throws SessionStoreUnavailableError if the server could not destroy it; the cookie is cleared nevertheless
   */
  destroy(callback?: SessionCallback): Promise<void>;
}

type ReservedKeys = Extract<keyof SessionData, keyof SessionControls>;

/**
 * The session of a request. Data are its own properties. Values that were read are frozen, since other requests may
 * share them: assign a new value to a top-level key, delete the key, or use {@link SessionControls.update}. Assigned
 * keys are stored by the next operation, or with the response.
 */
export type Session = [ReservedKeys] extends [never]
  ? SessionControls & SessionData
  : {
      readonly [
        K in ReservedKeys
      ]: 'This name is reserved by SessionControls: rename the key of SessionData.';
    };
