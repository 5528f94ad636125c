import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_TYPE, problemSchema } from '../../http/problem.js';
import { operationsOf } from './operations.js';
import { toJsonSchema } from './to-json-schema.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Says of every operation that its errors are problems, so that controllers need not repeat it. */
export function addProblemResponses(document: OpenAPIObject): OpenAPIObject {
  const problem = toJsonSchema(problemSchema, { schemaType: 'output' })?.schema;
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, Problem: problem as Schemas[string] };
  for (const operation of operationsOf(document))
    operation.responses = { ...operation.responses, '4XX': problemResponse, default: problemResponse };
  return document;
}

const problemResponse = {
  description: 'A problem',
  content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
};
