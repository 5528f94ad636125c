import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { PROBLEM_TYPE } from './problem.js';
import { toProblem } from './to-problem.js';

/** A connection, and the response that Node.js has begun on it. */
type Connection = Socket & { readonly _httpMessage?: { readonly headersSent: boolean } | null };

/** Answers what the parser of Node.js refuses, before there is a request, as a problem, and closes the connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  // A second status line inside a response would be read as its body.
  if (socket.writable && !(socket as Connection)._httpMessage?.headersSent)
    socket.write(responseTo(exceptionOf(error.code)));
  socket.destroy(error);
}

/** Answers a request that Node.js handed over with its connection, `CONNECT` or `Upgrade`, by an error, and closes the connection. */
export function refuseConnection(
  socket: Duplex,
  exception: HttpException,
  headers: readonly string[] = [],
): void {
  socket.on('error', () => undefined);
  socket.end(responseTo(exception, headers));
}

function responseTo(exception: HttpException, headers: readonly string[] = []): string {
  const problem = toProblem(exception);
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    ...headers,
    `\r\n${body}`,
  ].join('\r\n');
}

function exceptionOf(code: string | undefined): HttpException {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new HttpException('The request did not arrive in time: send it again.', 408);
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new HttpException('Send chunks without extensions.', 413);
    case 'HPE_HEADER_OVERFLOW':
      return new HttpException('Send fewer or smaller headers and cookies.', 431);
    default:
      return new HttpException('This is not a valid HTTP request.', 400);
  }
}
