import createClient from 'openapi-fetch';
import { ROUTE_PREFIX_HERE } from './base-path';
import { apiFetch } from './api-fetch';
import { problemFrom } from './problem';
import type { paths } from './schema';

/** The API, typed by its own OpenAPI document. */
export const api = createClient<paths>({ baseUrl: ROUTE_PREFIX_HERE, fetch: apiFetch });

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * Gives what a call answered.
 *
 * @throws ApiProblem for any answer but a 2xx, and with status 0 when nobody answered
 */
export async function take<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemFrom(response, error);
  return data as Data;
}
