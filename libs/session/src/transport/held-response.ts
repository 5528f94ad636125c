import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { stringifySetCookie } from 'cookie';
import { andThen, isPending, type Awaitable } from '../session-backend.js';
import { errorResponse } from '../session-exception.filter.js';
import type { TransportedSession } from './session-transport.js';

/** Bytes that wait in a response, as Node keeps them for pipelined responses. */
interface Output {
  data: string | Uint8Array;
  encoding: BufferEncoding | null | undefined;
  callback: ((error?: Error | null) => void) | null | undefined;
}

/** The internals of Node's responses that are used here, the same in Node 20 to 26. */
export interface NodeResponse extends ServerResponse {
  /** Types of Node before 20.4 lack `destroySoon`. */
  readonly socket: (Socket & { destroySoon(): void }) | null;
  outputData: Output[];
  outputSize: number;
  readonly _header: string | null;
  readonly _headerSent: boolean;
  _last: boolean;
  _writeRaw(
    data: Output['data'],
    encoding?: Output['encoding'],
    callback?: Output['callback'],
    size?: number,
  ): boolean;
  _flush(): void;
  _onPendingData(delta: number): void;
  /** What `fastify.inject` (light-my-request) collects above the level of bytes. */
  readonly _lightMyRequest?: { headers: Record<string, unknown> | null; readonly payloadChunks?: Buffer[] };
}

/** How many bytes a handler may write before the commit until it is asked to wait for `drain`. */
const HIGH_WATER_MARK = 1024 * 1024;

/**
 * Headers that an error response keeps: those of the connection, and those without which a page on another origin cannot
 * read it.
 */
const KEPT_HEADERS = /^(access-control-[^:]+|vary|date|connection|keep-alive): (.*)$/gim;

/**
 * Holds every byte of a response until its session is committed. It works below the framework: `writeHead`, `write`,
 * `end` and pipes do what they always do, but the bytes wait in Node's own queue for pipelined responses. A handler
 * therefore sees a response that was sent. See docs/decisions/0025-responses-held-below-the-framework.md.
 */
export function holdUntilCommit(
  response: NodeResponse,
  session: TransportedSession,
  logError: (error: unknown) => void,
): void {
  const { _writeRaw: write } = response;
  const sources: Readable[] = [];
  response.on('pipe', (source: Readable) => sources.push(source));
  response._writeRaw = (data, encoding, callback, size) => {
    // Only 1xx responses are written without a head. A closed response has none either.
    const informational = !response._headerSent && !response.destroyed;
    if (informational) return write.call(response, data, encoding, callback, size);
    response._writeRaw = write;
    const first: Output = { data, encoding, callback };
    const committing = commit(session, response.statusCode);
    if (!isPending(committing)) {
      addCookies(response, first, committing);
      return write.call(response, first.data, encoding, callback, size);
    }
    const release = hold(response, logError);
    committing
      .then((cookies) => addCookies(response, first, cookies))
      .catch((error: unknown) => {
        logError(error);
        replaceByError(response, error, takeCookies(session));
        for (const source of sources) source.unpipe(response).destroy();
      })
      .then(release)
      .catch((error: unknown) => {
        logError(error);
        response.socket?.destroy(error as Error);
      });
    return queue(response, first);
  };
}

/** Answers a request by an error that its handler did not catch, or closes the connection of a response that has begun. */
export function failResponse(
  response: NodeResponse,
  session: TransportedSession,
  error: unknown,
  logError: (error: unknown) => void,
): void {
  if (response._headerSent) {
    logError(error);
    if (!response.writableEnded) response.destroy();
    return;
  }
  // As a commit that failed.
  session.commit = () => {
    throw error;
  };
  response.strictContentLength = false;
  (ServerResponse.prototype.end as () => unknown).call(response);
}

/** @returns the session's cookies as values of `Set-Cookie` */
function commit(session: TransportedSession, status: number): Awaitable<string[]> {
  try {
    return andThen(session.commit(status), () => takeCookies(session));
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

function takeCookies(session: TransportedSession): string[] {
  return session.takeCookies().map((cookie) => stringifySetCookie(cookie));
}

/** Queues bytes as Node does before it is a response's turn on its connection. */
function queue(response: NodeResponse, output: Output): boolean {
  response.outputData.push(output);
  response.outputSize += output.data.length;
  response._onPendingData(output.data.length);
  return response.outputSize < HIGH_WATER_MARK;
}

/**
 * Queues what a response writes, and delays the end of its connection, which error handlers of Express destroy after a
 * response was sent.
 * @returns sends what was queued, and then closes the connection if the handler did so meanwhile
 */
function hold(response: NodeResponse, logError: (error: unknown) => void): () => void {
  const { _writeRaw, _flush, destroy, emit, _lightMyRequest: injected } = response;
  let closed: { error?: Error | undefined } | undefined;
  let releaseSocket: (() => unknown) | undefined;
  const holdSocket = () => {
    const { socket } = response;
    if (!socket || releaseSocket) return;
    const { destroy: destroySocket, end } = socket;
    // An error comes from the connection itself.
    socket.destroy = (error) => (error ? destroySocket.call(socket, error) : ((closed ??= {}), socket));
    socket.end = (...data: unknown[]) =>
      data.length > 0 ? end.apply(socket, data as never) : ((closed ??= {}), socket);
    releaseSocket = () => Object.assign(socket, { destroy: destroySocket, end });
  };
  holdSocket();
  response._writeRaw = (data, encoding, callback) =>
    !response.finished && !closed && queue(response, { data, encoding, callback });
  // Called by Node when it is the turn of this response on its connection.
  response._flush = holdSocket;
  response.destroy = (error) => {
    if (!response.destroyed) closed ??= { error };
    response.destroyed = true;
    return response;
  };
  // `fastify.inject` takes the response when it is finished.
  if (injected)
    response.emit = (name: string, ...args: unknown[]) =>
      name === 'finish' || emit.call(response, name, ...args);
  response.on('error', (error) => {
    // Without a listener the process would exit.
    if (response.listenerCount('error') === 1) logError(error);
  });
  return () => {
    Object.assign(response, { _writeRaw, _flush, destroy }, injected && { emit });
    releaseSocket?.();
    // A handler that corks its response delays what it writes afterwards.
    while (response.socket?.writableCorked) response.socket.uncork();
    response._flush();
    if (injected && response.finished) response.emit('finish');
    if (!closed) return;
    if (response.finished && response.socket && !injected) return response.socket.destroySoon();
    response.destroyed = false;
    response.destroy(closed.error);
  };
}

/** Adds `Set-Cookie` lines at the end of the serialised head, whatever `Set-Cookie` the handler has set. */
function addCookies(response: NodeResponse, first: Output, cookies: readonly string[]): void {
  const { _header: head, _lightMyRequest: injected } = response;
  if (cookies.length === 0 || head === null) return;
  // Node puts the head before the first bytes, or before the queue if these are binary.
  const isHead = ({ data }: Output) => typeof data === 'string' && data.startsWith(head);
  const output = [first, ...response.outputData].find(isHead);
  const lines = cookies.map((cookie) => `Set-Cookie: ${cookie}\r\n`).join('');
  const end = head.length - '\r\n'.length;
  if (output) output.data = `${head.slice(0, end)}${lines}${(output.data as string).slice(end)}`;
  const collected = injected && (injected.headers ??= {});
  if (collected) collected['set-cookie'] = [collected['set-cookie'] ?? [], cookies].flat();
}

/**
 * Replaces what a held response has queued by the response to an error, with headers of its own: what the handler set
 * (`Cache-Control`, `ETag`, `Content-Encoding`) describes another body. Afterwards the response is finished, and later
 * writes of the handler have no effect.
 */
function replaceByError(response: NodeResponse, error: unknown, cookies: readonly string[]): void {
  const { status, headers, body } = errorResponse(error);
  const rendered = new ServerResponse(response.req) as NodeResponse;
  rendered.statusCode = status;
  rendered.sendDate = false;
  rendered.shouldKeepAlive = response.shouldKeepAlive && !response._last;
  for (const [name, value] of Object.entries(headers)) rendered.setHeader(name, value);
  for (const [, name = '', value = ''] of (response._header ?? '').matchAll(KEPT_HEADERS))
    rendered.appendHeader(name, value);
  if (cookies.length > 0) rendered.setHeader('Set-Cookie', cookies);
  rendered.setHeader('Content-Length', Buffer.byteLength(body));
  rendered.end(body);

  response.strictContentLength = false;
  // Node's own `end`, since middleware such as compression replaces it on the response.
  if (!response.finished) (ServerResponse.prototype.end as () => unknown).call(response);
  // Those of dropped writes, too: what waits for one goes on. That of `end`, which finishes the response, need not be the last.
  const callbacks = response.outputData.map((output) => output.callback);
  const callback: Output['callback'] = (failed) => callbacks.forEach((each) => each?.(failed));
  const data = rendered.outputData.map((output) => output.data).join('');
  const { statusMessage, _last } = rendered;
  response.outputData = [{ data, encoding: 'utf8', callback }];
  // A destroyed response ignores writes without an `error` event.
  Object.assign(response, { statusCode: status, statusMessage, _last, destroyed: true });
  if (!response._lightMyRequest) return;
  response._lightMyRequest.headers = { ...rendered.getHeaders() };
  response._lightMyRequest.payloadChunks?.splice(0, Infinity, Buffer.from(body));
}

/**
 * Checks, at start, that responses can be held: that Node still passes every byte through the methods that are replaced.
 * @throws Error if this version of Node works differently
 */
export function assertResponsesCanBeHeld(): void {
  const request = { method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, headers: {} };
  const response = new ServerResponse(request as IncomingMessage) as NodeResponse;
  let written = '';
  response._writeRaw = (data) => Boolean((written += data.toString()));
  response.end('x');
  const { _header: head, _headerSent, _flush, _onPendingData, outputData } = response;
  const methods = [_flush, _onPendingData].every((method) => typeof method === 'function');
  if (!methods || !head || !_headerSent || !written.startsWith(head) || !Array.isArray(outputData))
    throw new Error(
      `Sessions do not support Node ${process.version}: its HTTP responses cannot be held until the session is committed. Use Node 20, 22, 24 or 26.`,
    );
}
