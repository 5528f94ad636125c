/**
 * What a session holds. Empty here: an application declares its own keys by declaration merging, and gets them
 * typed on `request.session` and `@Session()`:
 *
 * ```ts
 * declare module '@app/session' {
 *   interface SessionData {
 *     userId?: string;
 *     cart?: { sku: string; quantity: number }[];
 *   }
 * }
 * ```
 *
 * Values must survive the codec (JSON by default). The names of {@link SessionControls} are reserved.
 */
export interface SessionData {}

/** Session data as it is read: shared between requests, so deeply frozen. */
export type FrozenSessionData = Readonly<SessionData>;
