import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text as readText } from 'node:stream/consumers';

/** Sends a POST with an `Idempotency-Key` and a `Host` of its own, which `fetch` does not let a caller choose. */
export async function post(port: number, path: string, key: string, host: string) {
  const headers = { host, 'idempotency-key': key, 'content-type': 'application/json' };
  const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers });
  sent.end('{}');
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const text = await readText(response);
  const isObject = text.startsWith('{');
  return {
    status: response.statusCode,
    text,
    body: isObject ? (JSON.parse(text) as unknown) : undefined,
    location: response.headers.location,
    replayed: response.headers['idempotency-replayed'],
  };
}
