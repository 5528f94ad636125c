import type { SessionErrorResponse } from '../session-exception.filter.js';
import type { NodeResponse } from './node-response.js';

/** A response of `fastify.inject` (light-my-request), which collects what it is given instead of sending it. */
export interface LightMyResponse extends NodeResponse {
  readonly _lightMyRequest: {
    headers: Record<string, unknown> | null;
    readonly payloadChunks?: Buffer[];
  };
}

/** The collected response, for what happens below the methods that light-my-request looks at. */
export interface InjectedResponse {
  append(cookies: readonly string[]): void;
  replace(error: SessionErrorResponse): void;
  finish(): void;
}

/**
 * Returns the collected response of a request that was injected. It is handed to the test on `finish`, which is therefore
 * held as bytes are.
 */
export function injectedResponse(injected: LightMyResponse, isHeld: () => boolean): InjectedResponse {
  const collected = injected._lightMyRequest;
  const emit = injected.emit.bind(injected);
  injected.emit = (name: string | symbol, ...args: unknown[]) =>
    (name === 'finish' && isHeld()) || emit(name as string, ...args);
  return {
    append(cookies) {
      if (cookies.length === 0) return;
      const { 'set-cookie': own = [], ...headers } = collected.headers ?? {};
      collected.headers = { ...headers, 'set-cookie': [own, cookies].flat() };
    },
    replace({ headers, body }) {
      const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      collected.headers = { ...Object.fromEntries(lowerCase), 'content-length': Buffer.byteLength(body) };
      collected.payloadChunks?.splice(0, Infinity, Buffer.from(body));
    },
    finish() {
      if (injected.finished) emit('finish');
    },
  };
}
