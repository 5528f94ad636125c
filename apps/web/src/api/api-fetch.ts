import { ROUTE_PREFIX_HERE } from './base-path';
import { oneAtATime } from './one-at-a-time';
import { ApiProblem, problemFrom } from './problem';
import { createRefresher } from './refresher';
import { recordServedBy } from './served-by';
import { tellSessionEnded } from './session-ended';
import { rememberSignedIn, signedInBefore } from './signed-in-before';

/** After this many milliseconds without an answer a call counts as failed. */
const PATIENCE = 20_000;

/** Here a 401 is about the password or the token that was sent, and a fresh access token would not help. */
const SIGNS_IN = /\/api\/auth\/(login|register|refresh)$/;

/**
 * Sends a call of the API, by `fetch` in all but this: calls that write wait for each other, an access token that has
 * expired is renewed and the call repeated once, a session that is over is told of, and it is counted who answered.
 *
 * @throws ApiProblem with status 0 when nobody answered
 */
export function apiFetch(request: Request): Promise<Response> {
  return request.method === 'GET' ? sendSignedIn(request) : oneAtATime(() => sendSignedIn(request));
}

async function sendSignedIn(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await send(request);
  const expired =
    response.status === 401 && signedInBefore() && !SIGNS_IN.test(new URL(request.url).pathname);
  if (!expired) return response;
  const renewed = (await renewToken()) ? await send(again) : response;
  if (renewed.status === 401) endSession();
  return renewed;
}

/** Once: calls that were under way together are refused together. */
function endSession(): void {
  if (!signedInBefore()) return;
  rememberSignedIn(false);
  tellSessionEnded();
}

async function send(request: Request): Promise<Response> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE)]);
  try {
    const response = await fetch(request, { signal });
    recordServedBy(response);
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ApiProblem(0, 'No answer', 'The market did not answer. Check your connection and try again.');
  }
}

const renewToken = createRefresher(async () => {
  const address = new URL(`${ROUTE_PREFIX_HERE}/api/auth/refresh`, window.location.origin);
  const response = await send(new Request(address, { method: 'POST' }));
  // Nobody knows then whether the session is over.
  if (response.status >= 500) throw problemFrom(response, undefined);
  return response.ok;
}, globalThis.navigator?.locks);
