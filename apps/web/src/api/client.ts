import { ROUTE_PREFIX_HERE } from './base-path';
import { oneAtATime } from './one-at-a-time';
import { ApiProblem, readProblem } from './problem';
import { createRefresher } from './refresher';
import { recordServedBy } from './served-by';
import { rememberSignedIn, signedInBefore } from './signed-in-before';

/** After this many milliseconds without an answer a call counts as failed. */
const PATIENCE = 20_000;

/** What a call may carry. */
export interface CallOptions {
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** For a GET that writes to the session. Calls of any other method always do. */
  writesSession?: boolean;
}

/**
 * Calls the API and gives the JSON of the answer, or undefined where it has none.
 *
 * @param path below `/api`, like `/cart`
 * @throws ApiProblem for any answer but a 2xx, and with status 0 when nobody answered
 */
export function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const run = () => answer<T>(method, path, options);
  return method === 'GET' && !options.writesSession ? run() : oneAtATime(run);
}

async function answer<T>(method: string, path: string, options: CallOptions): Promise<T> {
  let response = await send(method, path, options);
  if (response.status === 401 && maySignInAgain(path) && (await renewToken())) {
    response = await send(method, path, options);
  }
  if (!response.ok) throw await readProblem(response);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

async function send(method: string, path: string, { body, headers, signal }: CallOptions): Promise<Response> {
  const limit = AbortSignal.timeout(PATIENCE);
  try {
    const response = await fetch(`${ROUTE_PREFIX_HERE}/api${path}`, {
      method,
      credentials: 'same-origin',
      headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    recordServedBy(response);
    return response;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiProblem(0, 'No answer', 'The market did not answer. Check your connection and try again.');
  }
}

/** A wrong password is no expired token. */
function maySignInAgain(path: string): boolean {
  return signedInBefore() && !['/auth/login', '/auth/register', '/auth/refresh'].includes(path);
}

const renewToken = createRefresher(async () => {
  const response = await send('POST', '/auth/refresh', {});
  if (response.ok) rememberSignedIn(true);
  return response.ok;
}, globalThis.navigator?.locks);
