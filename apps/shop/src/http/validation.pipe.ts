import { BadRequestException, StandardSchemaValidationPipe } from '@nestjs/common';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { FieldProblem } from './problem.js';

/** More errors than a person reads; a body can hold thousands. */
const MOST_ERRORS = 20;

/** Checks what a handler takes against its zod schema (`@Body({ schema })`), and names each field that was refused. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({ exceptionFactory: invalidRequest });
}

/** 400: names each field that was refused. */
export function invalidRequest(issues: readonly StandardSchemaV1.Issue[]): BadRequestException {
  return new BadRequestException({
    title: 'Invalid request',
    detail: 'The request does not have the form that this operation takes: see errors.',
    errors: issues.slice(0, MOST_ERRORS).map(toFieldProblem),
  });
}

function toFieldProblem({ path = [], message }: StandardSchemaV1.Issue): FieldProblem {
  const keys = path.map((segment) => (typeof segment === 'object' ? segment.key : segment));
  return { pointer: ['#', ...keys.map(escapeKey)].join('/'), detail: message };
}

/** RFC 6901, 3 and 6: `~` and `/` are escaped, and the fragment form is percent-encoded. */
function escapeKey(key: PropertyKey): string {
  return encodeURIComponent(String(key).replaceAll('~', '~0').replaceAll('/', '~1'));
}
