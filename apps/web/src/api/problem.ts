import type { components } from './schema';

type Problem = components['schemas']['Problem'];

/** What the server said when it refused (RFC 9457), or status 0 when nobody answered. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly errors: NonNullable<Problem['errors']> = [],
    /** Seconds after which the server asks to be called again. */
    readonly retryAfterSeconds?: number,
  ) {
    super(detail || title);
  }

  /** What the server said about one field of the request, by its name or its path (`address/city`). */
  about(field: string): string | undefined {
    return this.errors.find((error) => error.pointer === `#/${field}`)?.detail;
  }
}

/**
 * The problem in an answer that is no 2xx.
 *
 * @param body as it was read; anything but a problem, like a proxy's page, counts for nothing
 */
export function problemFrom(response: Response, body: unknown): ApiProblem {
  const { title, detail, errors } = isProblem(body) ? body : {};
  const retryAfter = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  return new ApiProblem(
    response.status,
    title ?? response.statusText,
    detail ?? '',
    errors,
    Number.isNaN(retryAfter) ? undefined : retryAfter,
  );
}

function isProblem(body: unknown): body is Partial<Problem> {
  return typeof body === 'object' && body !== null && 'title' in body;
}
