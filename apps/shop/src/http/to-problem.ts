import { HttpException } from '@nestjs/common';
import { SessionError } from '@app/session';
import { STATUS_CODES } from 'node:http';
import type { FieldProblem, Problem } from './problem.js';

/** What a thrown `HttpException` may carry for its answer. */
type ProblemParts = Partial<Omit<Problem, 'status'>>;

/**
 * Returns the problem that answers an exception. An `HttpException` describes itself, by `{ type?, title, detail, errors? }` or
 * by Nest's own message. So does a `SessionError`, unless it is a mistake in our code. The client learns nothing of other errors.
 */
export function toProblem(exception: unknown): Problem {
  if (exception instanceof HttpException)
    return problem(exception.getStatus(), partsOf(exception.getResponse(), exception.message));
  if (exception instanceof SessionError && exception.statusCode !== 500)
    return problem(exception.statusCode, { title: exception.title, detail: exception.message });
  return problem(500, { detail: 'Something went wrong on our side. Please try again in a moment.' });
}

function problem(status: number, parts: ProblemParts): Problem {
  const title = parts.title ?? STATUS_CODES[status] ?? 'Error';
  return {
    type: parts.type ?? 'about:blank',
    title,
    status,
    detail: parts.detail ?? title,
    ...(parts.errors === undefined ? {} : { errors: parts.errors }),
  };
}

function partsOf(response: string | object, message: string): ProblemParts {
  if (typeof response === 'string') return { detail: response };
  const { type, title, detail, errors } = response as Record<string, unknown>;
  return {
    type: asString(type),
    title: asString(title),
    detail: asString(detail) ?? message,
    errors: Array.isArray(errors) ? (errors as FieldProblem[]) : undefined,
  };
}

function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
