import { ServerResponse, type IncomingMessage } from 'node:http';

/** Bytes that wait in a response, as Node keeps them for pipelined responses. */
export interface Output {
  data: string | Uint8Array;
  encoding: BufferEncoding | null | undefined;
  callback: ((error?: Error | null) => void) | null | undefined;
}

/** The internals of Node's responses that are used here, the same in Node 20 to 26. */
export interface NodeResponse extends ServerResponse {
  outputData: Output[];
  outputSize: number;
  _header: string | null;
  _headerSent: boolean;
  _last: boolean;
  _keepAliveTimeout: number;
  _maxRequestsPerSocket: number;
  maxRequestsOnConnectionReached: boolean;
  _writeRaw(
    data: Output['data'],
    encoding?: Output['encoding'],
    callback?: Output['callback'],
    size?: number,
  ): boolean;
  _flush(): void;
  _onPendingData(delta: number): void;
}

/**
 * Checks, at start, that responses can be held: that Node still passes every byte through the methods that are replaced.
 * @throws Error if this version of Node works differently
 */
export function assertResponsesCanBeHeld(): void {
  const request = { method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, headers: {} };
  const response = new ServerResponse(request as IncomingMessage) as NodeResponse;
  const written: unknown[] = [];
  response._writeRaw = (data) => written.push(data) > 0;
  response.end('x');
  const usable =
    written.join('').startsWith('HTTP/1.1 200 OK\r\n') &&
    response._headerSent &&
    typeof response._header === 'string' &&
    typeof response._flush === 'function' &&
    typeof response._onPendingData === 'function' &&
    Array.isArray(response.outputData) &&
    response.outputSize === 0;
  if (!usable)
    throw new Error(
      `Sessions do not support Node ${process.version}: its HTTP responses cannot be held until the session is committed. Use Node 20, 22, 24 or 26.`,
    );
}

/** Whether these bytes begin with the head of the response. */
export function hasHead({ _header: head }: NodeResponse, data: Output['data']): data is string {
  return typeof data === 'string' && head !== null && data.startsWith(head);
}

/**
 * Adds `Set-Cookie` lines at the end of a serialised head, whatever `Set-Cookie` the handler has set.
 * @param data bytes that begin with the head of the response
 */
export function withCookies(
  data: Output['data'],
  response: NodeResponse,
  cookies: readonly string[],
): Output['data'] {
  if (cookies.length === 0 || !hasHead(response, data)) return data;
  const end = (response._header as string).length - '\r\n'.length;
  const lines = cookies.map((cookie) => `Set-Cookie: ${cookie}\r\n`).join('');
  return data.slice(0, end) + lines + data.slice(end);
}
