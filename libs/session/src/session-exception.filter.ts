import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { throwError, type Observable } from 'rxjs';
import { SessionError } from './session.errors.js';

const FAULT = 'Internal Server Error';

/** A response to an error: what the transports and the exception filter send. */
export interface SessionErrorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A problem (RFC 9457) in JSON. */
  readonly body: string;
}

/**
 * The one mapping of errors to HTTP. Errors that are not this library's become a 500 that tells the client nothing.
 * @param error whatever was thrown
 */
export function errorResponse(error: unknown): SessionErrorResponse {
  const known = isFault(error) ? undefined : (error as SessionError);
  const status = known?.statusCode ?? 500;
  const title = known?.title ?? FAULT;
  const detail = known?.message ?? 'Something went wrong. Please try again in a moment.';
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json; charset=utf-8',
      'Cache-Control': 'no-store',
      ...(known?.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(known.retryAfterSeconds) }),
    },
    body: JSON.stringify({ type: 'about:blank', title, status, detail }),
  };
}

/** Whether an error is a fault of the code, which a client is told nothing about and which has to be logged. */
export function isFault(error: unknown): boolean {
  return !(error instanceof SessionError) || error.statusCode === 500;
}

/**
 * Answers session errors that a handler did not catch, as a problem (RFC 9457) with `Retry-After`. `SessionModule`
 * registers it. A filter of your own that catches everything finds the status in `error.statusCode`.
 */
@Catch(SessionError)
export class SessionExceptionFilter implements ExceptionFilter<SessionError> {
  private readonly logger = new Logger('Session');

  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(error: SessionError, host: ArgumentsHost): void | Observable<never> {
    const type = host.getType<string>();
    // GraphQL servers log and report errors themselves.
    if (type !== 'http' && type !== 'rpc') throw error;
    if (isFault(error)) this.logger.error(error);
    // A message that is answered by a throw gets no answer.
    if (type === 'rpc')
      return throwError(() => ({ status: 'error', message: isFault(error) ? FAULT : error.message }));
    const { httpAdapter } = this.adapterHost;
    const response = host.switchToHttp().getResponse<unknown>();
    if (httpAdapter.isHeadersSent(response)) return void httpAdapter.end(response);
    const { status, headers, body } = errorResponse(error);
    for (const [name, value] of Object.entries(headers)) httpAdapter.setHeader(response, name, value);
    httpAdapter.reply(response, body, status);
  }
}
