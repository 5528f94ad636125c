import { keyOfCookie } from './model-subject.js';
import type { ObservedResponse } from './observed-request.js';

/** The cookies of a browser. */
export class BrowserCookies {
  private newest: Readonly<Record<string, string>> = {};
  private before: Readonly<Record<string, string>> = {};

  /** Returns what a request sends. @param late whether it was made before the newest session cookie came */
  cookies(late = false, cached = false): Readonly<Record<string, string>> & { session?: string } {
    const { session_fresh: fresh, ...cookies } = late ? this.before : this.newest;
    return fresh === undefined || cached ? cookies : { ...cookies, session_fresh: fresh };
  }

  take(cookies: ObservedResponse['cookies']): void {
    const next = Object.fromEntries(
      Object.entries({ ...this.newest, ...cookies }).filter(([, value]) => value !== undefined),
    ) as Record<string, string>;
    if ('session' in cookies) this.before = this.newest;
    this.newest = next;
  }

  get newestId(): string | undefined {
    return keyOfCookie(this.newest['session'])?.hash;
  }
}
