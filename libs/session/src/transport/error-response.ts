import { ServerResponse } from 'node:http';
import { errorResponse, type SessionErrorResponse } from '../session-exception.filter.js';
import { withCookies, type NodeResponse } from './node-response.js';

/**
 * Replaces what a held response has queued by the response to an error, with headers of its own: what the handler set
 * (`Cache-Control`, `ETag`, `Content-Encoding`) describes another body. Afterwards the response is finished, and later
 * writes of the handler have no effect.
 * @param cookies values of `Set-Cookie`
 */
export function replaceByError(
  response: NodeResponse,
  error: unknown,
  cookies: readonly string[],
): SessionErrorResponse {
  const replacement = errorResponse(error);
  const { status, headers, body } = replacement;
  const rendered = new ServerResponse(response.req) as NodeResponse;
  rendered.sendDate = response.sendDate;
  rendered.shouldKeepAlive = response.shouldKeepAlive && !response._last;
  rendered._keepAliveTimeout = response._keepAliveTimeout;
  rendered._maxRequestsPerSocket = response._maxRequestsPerSocket;
  rendered.maxRequestsOnConnectionReached = response.maxRequestsOnConnectionReached;
  rendered.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
  rendered.end(body);

  response.strictContentLength = false;
  // Node's own `end`, since middleware such as compression replaces it on the response.
  if (!response.finished) (ServerResponse.prototype.end as () => unknown).call(response);
  const finish = response.outputData[response.outputData.length - 1]?.callback;
  const bytes = rendered.outputData.map(({ data }) => data).join('');
  response.outputData = [{ data: withCookies(bytes, rendered, cookies), encoding: 'utf8', callback: finish }];
  response.statusCode = status;
  response.statusMessage = rendered.statusMessage;
  response._last = rendered._last;
  // A destroyed response ignores writes without an `error` event.
  response.destroyed = true;
  return replacement;
}
