import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DatabaseUnavailableError } from '../database/database-unavailable.error.js';
import { PROBLEM_TYPE } from './problem.js';
import { toProblem } from './to-problem.js';

/** Answers every error of the application as a problem (RFC 9457), and logs those that are our fault. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('Problem');

  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const exception = DatabaseUnavailableError.inPlaceOf(thrown);
    const { httpAdapter } = this.adapterHost;
    const response: unknown = host.switchToHttp().getResponse();
    const problem = toProblem(exception);
    if (problem.status >= 500) this.#logger.error(exception);
    if (httpAdapter.isHeadersSent(response)) {
      // Too late for a status: an answer that breaks off is the one honest sign left.
      httpAdapter.end(response);
      return;
    }
    const retryAfter = retryAfterSeconds(exception);
    if (retryAfter !== undefined) httpAdapter.setHeader(response, 'Retry-After', String(retryAfter));
    const challenge = challengeOf(exception);
    if (challenge !== undefined) httpAdapter.setHeader(response, 'WWW-Authenticate', challenge);
    httpAdapter.setHeader(response, 'Content-Type', PROBLEM_TYPE);
    httpAdapter.reply(response, problem, problem.status);
  }
}

/** An exception that a retry may cure says when, in a property of this name (RFC 9110, 10.2.3). */
function retryAfterSeconds(exception: unknown): number | undefined {
  const seconds = (exception as { retryAfterSeconds?: unknown } | null | undefined)?.retryAfterSeconds;
  return typeof seconds === 'number' ? seconds : undefined;
}

/** A 401 names what would be taken, in a property of this name (RFC 9110, 15.5.2). */
function challengeOf(exception: unknown): string | undefined {
  const { challenge } = (exception ?? {}) as { challenge?: unknown };
  return typeof challenge === 'string' ? challenge : undefined;
}
