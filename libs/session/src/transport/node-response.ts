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
