import type { SessionData } from '../session-data.js';

/** The form of an application's session data, as it changes from release to release. */
export interface SessionSchema {
  /** Counts the forms, from 1; data that were stored without one count as 0. */
  readonly version: number;
  /** Brings data of an older form to this one. It gets a copy, may change it, and returns the result. */
  readonly upgrade: (data: Record<string, unknown>, from: number) => SessionData;
}
