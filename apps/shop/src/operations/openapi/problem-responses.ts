import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { PROBLEM_TYPE, problemSchema } from '../../http/problem.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** Says of every operation that its errors are problems, so that controllers need not repeat it. */
export function addProblemResponses(document: OpenAPIObject): OpenAPIObject {
  const problem = z.toJSONSchema(problemSchema, { target: 'openapi-3.0' });
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, Problem: problem as Schemas[string] };
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation !== undefined) operation.responses = { default: problemResponse, ...operation.responses };
    }
  }
  return document;
}

const problemResponse = {
  description: 'A problem',
  content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
};
