import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Served } from './generated-project.js';

/**
 * A client that keeps its cookies over all processes, and answers with the JSON of the body, or with the status of an error. It
 * repeats what is a 503: an application answers so until it is connected to Redis.
 */
export function visitor(headers: Readonly<Record<string, string>> = {}) {
  const cookies = new Map<string, string>();
  const visit = async ({ url }: Served, method: string, path: string, body?: unknown): Promise<unknown> => {
    const send = () =>
      fetch(url + path, {
        method,
        headers: {
          ...(cookies.size > 0 && visit.cookies()),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    let answer = await send();
    for (let retries = 0; answer.status === 503 && retries < 200; retries++) {
      await delay(50);
      answer = await send();
    }
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await answer.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    return answer.ok ? parsed : { statusCode: answer.status };
  };
  visit.cookies = () => ({ cookie: [...cookies].map((pair) => pair.join('=')).join('; ') });
  return visit;
}

/** An AUTH_KEYS of one key. */
export function signingKey(): string {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return JSON.stringify([{ ...jwk, kid: '1' }]);
}
