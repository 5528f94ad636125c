import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { stringifySetCookie } from 'cookie';
import { isPending, type Awaitable } from '../awaitable.js';
import { replaceByError } from './error-response.js';
import { injectedResponse, type InjectedResponse, type LightMyResponse } from './injected-response.js';
import { hasHead, withCookies, type NodeResponse, type Output } from './node-response.js';
import type { TransportedSession } from './session-transport.js';

/** How many bytes a handler may write before the commit until it is asked to wait for `drain`. */
const HIGH_WATER_MARK = 1024 * 1024;

const HOLD = Symbol('hold');

type HeldResponse = NodeResponse & { [HOLD]: Hold };

/**
 * Holds every byte of a response until its session is committed. It works below the framework: `writeHead`, `write`,
 * `end` and pipes do what they always do, but the bytes wait in Node's own queue for pipelined responses. A handler
 * therefore sees a response that was sent. See docs/decisions for why, and for what was compared.
 */
export function holdUntilCommit(
  response: ServerResponse,
  session: TransportedSession,
  logError: (error: unknown) => void,
): void {
  const held = response as HeldResponse;
  held[HOLD] = new Hold(held, session, logError);
  held._writeRaw = writeRaw;
  held._flush = flush;
  held.destroy = destroy as HeldResponse['destroy'];
  held.on('pipe', rememberSource);
}

function writeRaw(this: HeldResponse, ...output: Parameters<NodeResponse['_writeRaw']>): boolean {
  return this[HOLD].write(...output);
}

function flush(this: HeldResponse): void {
  this[HOLD].flush();
}

function destroy(this: HeldResponse, error?: Error): HeldResponse {
  this[HOLD].destroy(error);
  return this;
}

function rememberSource(this: HeldResponse, source: Readable): void {
  this[HOLD].sources.push(source);
}

/** State of one response: open until its first byte, held until the commit, then released or failed. */
class Hold {
  readonly sources: Readable[] = [];
  private state: 'open' | 'held' | 'released' | 'failed' = 'open';
  private head: Output | undefined;
  private destroyedBy: [Error | undefined] | undefined;
  private releaseSocket: (() => void) | undefined;
  private readonly injected: InjectedResponse | undefined;
  private readonly originalWrite: NodeResponse['_writeRaw'];
  private readonly originalFlush: NodeResponse['_flush'];
  private readonly originalDestroy: NodeResponse['destroy'];

  constructor(
    private readonly response: NodeResponse,
    private readonly session: TransportedSession,
    private readonly logError: (error: unknown) => void,
  ) {
    this.originalWrite = response._writeRaw;
    this.originalFlush = response._flush;
    this.originalDestroy = response.destroy;
    if (isInjected(response)) this.injected = injectedResponse(response, () => this.state === 'held');
  }

  write(...[data, encoding, callback, size]: Parameters<NodeResponse['_writeRaw']>): boolean {
    const { response } = this;
    if (this.state === 'open') {
      // Only 1xx responses are written without a head. A closed response has none either.
      const informational = !response._headerSent && !response.destroyed;
      if (!informational) data = this.commit(data);
    }
    if (this.state === 'open' || this.state === 'released')
      return this.originalWrite.call(response, data, encoding, callback, size);
    if (this.state === 'failed' || response.finished || this.destroyedBy) return false;
    const output = { data, encoding, callback };
    response.outputData.push(output);
    response.outputSize += data.length;
    response._onPendingData(data.length);
    this.head ??= hasHead(response, data) ? output : response.outputData[0];
    return response.outputSize < HIGH_WATER_MARK;
  }

  /** Called by Node when it is the turn of this response on its connection. */
  flush(): void {
    if (this.state === 'held') this.holdSocket();
    else this.originalFlush.call(this.response);
  }

  destroy(error: Error | undefined): void {
    if (this.state === 'open' || this.state === 'released') {
      this.originalDestroy.call(this.response, error);
    } else if (this.state === 'held' && !this.response.destroyed) {
      this.response.destroyed = true;
      this.destroyedBy ??= [error];
    }
  }

  /** Delays `socket.destroy()`, by which error handlers of Express close a connection after a response was sent. */
  private holdSocket(): void {
    const { socket } = this.response;
    if (!socket) return;
    const { destroy } = socket;
    this.releaseSocket = () => (socket.destroy = destroy);
    socket.destroy = (error) => {
      // An error comes from the connection itself.
      if (error) return destroy.call(socket, error);
      this.destroyedBy ??= [undefined];
      return socket;
    };
  }

  /** Starts the commit at the first byte. @returns the data, with the cookies if the commit did not have to wait */
  private commit(data: Output['data']): Output['data'] {
    const { response } = this;
    const committing = this.cookieLines();
    if (isPending(committing)) {
      this.state = 'held';
      this.holdSocket();
      response.on('error', (error) => {
        // Without a listener the process would exit.
        if (response.listenerCount('error') === 1) this.logError(error);
      });
      committing
        .then(
          (lines) => this.release(lines),
          (error: unknown) => this.fail(error),
        )
        .catch((error: unknown) => {
          this.state = 'released';
          this.logError(error);
          this.releaseSocket?.();
          this.originalDestroy.call(response);
        });
      return data;
    }
    this.state = 'released';
    if (committing.length === 0) return data;
    this.injected?.append(committing);
    if (hasHead(response, data)) return withCookies(data, response, committing);
    const [head] = response.outputData;
    if (head) head.data = withCookies(head.data, response, committing);
    return data;
  }

  private cookieLines(): Awaitable<string[]> {
    const { session } = this;
    try {
      const committing = session.commit(this.response.statusCode);
      return isPending(committing) ? committing.then(() => takeCookies(session)) : takeCookies(session);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  private release(cookies: string[]): void {
    const { response, head } = this;
    this.state = 'released';
    if (head) head.data = withCookies(head.data, response, cookies);
    this.injected?.append(cookies);
    this.send();
  }

  private fail(error: unknown): void {
    const { response } = this;
    this.logError(error);
    const cookies = takeCookies(this.session);
    const replacement = replaceByError(response, error, cookies);
    this.state = 'failed';
    for (const source of this.sources) {
      source.unpipe(response);
      source.destroy();
    }
    this.injected?.replace(replacement);
    this.injected?.append(cookies);
    this.send();
  }

  /** Sends what was held, and then closes the connection if the handler did so meanwhile. */
  private send(): void {
    const { response, destroyedBy } = this;
    this.releaseSocket?.();
    this.originalFlush.call(response);
    this.injected?.finish();
    if (!destroyedBy) return;
    if (response.finished && response.socket && !this.injected) return response.socket.destroySoon();
    response.destroyed = false;
    this.originalDestroy.call(response, destroyedBy[0]);
  }
}

function isInjected(response: NodeResponse): response is LightMyResponse {
  return '_lightMyRequest' in response;
}

/** Returns the session's cookies as values of `Set-Cookie`. */
function takeCookies(session: TransportedSession): string[] {
  return session.takeCookies().map((cookie) => stringifySetCookie(cookie));
}
