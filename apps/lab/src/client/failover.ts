/** What matters here of an answer. */
interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request may be sent a second time though nobody knows what became of the first: where it is safe (RFC 9110, section
 * 9.2.1), or the shop acts once per `Idempotency-Key`.
 */
export function mayBeRepeated(method: string, headers: Record<string, string>): boolean {
  return SAFE.has(method) || Object.keys(headers).some((name) => name.toLowerCase() === 'idempotency-key');
}

/**
 * Sends a request to the first of several balancers, and to the next one where that gave no answer of the shop's: the
 * connection failed, or the balancer itself said that no replica answered. What was certainly never sent goes on in any case.
 * @param send sends it to one of them; rejects where no answer comes
 * @throws what `send` threw last, where no balancer answers
 */
export async function sendToOneOf<T extends Answer>(
  urls: readonly string[],
  repeatable: boolean,
  send: (url: string) => Promise<T>,
): Promise<{ url: string; answer: T }> {
  for (const [at, url] of urls.entries()) {
    const last = at === urls.length - 1;
    try {
      const answer = await send(url);
      if (last || !repeatable || !isBalancersOwnFailure(answer)) return { url, answer };
    } catch (error) {
      if (last || !(repeatable || wasNeverSent(error))) throw error;
    }
  }
  throw new RangeError('There must be a balancer to send to.');
}

function isBalancersOwnFailure({ status, headers }: Answer): boolean {
  return [502, 503, 504].includes(status) && /^balancer-/.test(headers.get('x-served-by') ?? '');
}

function wasNeverSent(error: unknown): boolean {
  const { code, cause } = error as { code?: string; cause?: unknown };
  return code === 'ECONNREFUSED' || (cause !== undefined && wasNeverSent(cause));
}
