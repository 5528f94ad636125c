import { z } from 'zod';

/** What is wrong with one field of a request. */
export const fieldProblemSchema = z.object({
  pointer: z.string().describe('JSON Pointer to the field, like `#/quantity` (RFC 6901)'),
  detail: z.string().describe('what the field must be'),
});

/** The body of every error answer: `application/problem+json`, RFC 9457. */
export const problemSchema = z.object({
  type: z.string().describe('names the kind of problem; `about:blank` where the status says it all'),
  title: z.string().describe('the kind of problem in a few words, the same at each occurrence'),
  status: z.int().describe('the HTTP status, repeated'),
  detail: z.string().describe('what happened this time, and what to do'),
  errors: z.array(fieldProblemSchema).optional().describe('the fields of the request that were refused'),
});

export type FieldProblem = z.output<typeof fieldProblemSchema>;
export type Problem = z.output<typeof problemSchema>;

/** The media type of {@link Problem}. */
export const PROBLEM_TYPE = 'application/problem+json';
