import type { Response } from 'undici';
import { expect } from 'vitest';
import { problemSchema, type Problem } from '../src/http/problem.js';

/** Expects an error answer in the form of RFC 9457, and returns it. */
export async function expectProblem(response: Response, status: number): Promise<Problem> {
  const text = await response.text();
  expect(`${response.status} ${text}`).toMatch(new RegExp(`^${status} `));
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = problemSchema.parse(JSON.parse(text));
  expect(problem.status).toBe(status);
  return problem;
}
