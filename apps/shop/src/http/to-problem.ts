import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import type { FieldProblem, Problem } from './problem.js';

/** What a thrown `HttpException` may carry for its answer. */
type ProblemParts = Partial<Omit<Problem, 'status'>>;

/**
 * The answer to an exception. An `HttpException` speaks for itself, by `{ type?, title, detail, errors? }` or by Nest's own
 * message; of any other error nothing is told but that it happened.
 */
export function toProblem(exception: unknown): Problem {
  if (!(exception instanceof HttpException)) {
    return problem(500, { detail: 'Something went wrong on our side. Please try again in a moment.' });
  }
  return problem(exception.getStatus(), partsOf(exception.getResponse(), exception.message));
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
