/** One refused field: `pointer` is a JSON Pointer fragment like `#/address/city` (RFC 6901). */
export interface FieldProblem {
  pointer: string;
  detail: string;
}

/** What the server said when it refused (RFC 9457), or status 0 when nobody answered. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly errors: FieldProblem[] = [],
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

/** Reads `application/problem+json`; an answer in any other shape keeps its status. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const body = await readBody(response);
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new ApiProblem(
    response.status,
    body.title ?? response.statusText,
    body.detail ?? '',
    body.errors ?? [],
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}

async function readBody(
  response: Response,
): Promise<{ title?: string; detail?: string; errors?: FieldProblem[] }> {
  if (!response.headers.get('Content-Type')?.includes('json')) return {};
  return (await response.json()) as { title?: string; detail?: string; errors?: FieldProblem[] };
}
