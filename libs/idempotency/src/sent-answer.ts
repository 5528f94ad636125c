import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** An answer as the client got it: kept under a key, and sent again for each repeat. */
export interface SentAnswer {
  readonly status: number;
  /** Those of {@link REPEATED_HEADERS} that were sent. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Headers that belong to the answer, not to the connection, the client or the moment. */
const REPEATED_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-location',
  'content-type',
  'etag',
  'last-modified',
  'link',
  'location',
  'vary',
];

/** Text of an answer, for a store. */
export function serializeAnswer({ status, headers, body }: SentAnswer): string {
  const text = body.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(body);
  return JSON.stringify({ status, headers, ...(isText ? { text } : { base64: body.toString('base64') }) });
}

/** The answer that {@link serializeAnswer} wrote. */
export function parseAnswer(text: string): SentAnswer {
  const answer = JSON.parse(text) as SentAnswer & { text?: string; base64?: string };
  const body =
    answer.text === undefined ? Buffer.from(answer.base64 ?? '', 'base64') : Buffer.from(answer.text);
  return { status: answer.status, headers: answer.headers, body };
}

/** The repeatable headers of a response: those set on it, and those handed to `writeHead`. */
export function repeatedHeaders(response: ServerResponse, written: OutgoingHttpHeaders): IncomingHttpHeaders {
  const lowerCase = Object.fromEntries(
    Object.entries(written).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const headers = REPEATED_HEADERS.map(
    (name) => [name, lowerCase[name] ?? response.getHeader(name)] as const,
  );
  return Object.fromEntries(
    headers.filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]),
  );
}
