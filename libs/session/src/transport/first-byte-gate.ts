import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

type Call = () => unknown;

/**
 * Holds an answer back, before its first byte, until a task is done: what the handler writes meanwhile waits in order.
 * When the task fails, what was written is dropped, and the answer is free for another one.
 * @param onFirstByte last chance to add headers, to that other answer too
 */
export function beforeFirstByte(
  response: ServerResponse,
  task: () => Promise<void>,
  onFailure: (error: unknown) => void,
  onFirstByte: () => void,
): void {
  const original = {
    writeHead: response.writeHead.bind(response),
    flushHeaders: response.flushHeaders.bind(response),
    write: response.write.bind(response),
    end: response.end.bind(response),
  };
  const sources = new Set<Readable>();
  let waiting: Call[] | undefined;
  let state: 'untouched' | 'held' | 'released' | 'failed' = 'untouched';

  response.on('pipe', (source: Readable) => sources.add(source));
  response.on('unpipe', (source: Readable) => sources.delete(source));

  const release = () => {
    state = 'released';
    onFirstByte();
    const calls = waiting ?? [];
    waiting = undefined;
    for (const call of calls) call();
    if (!response.writableEnded) response.emit('drain');
  };

  const fail = (error: unknown) => {
    state = 'failed';
    waiting = undefined;
    for (const source of sources) {
      source.unpipe(response);
      source.destroy();
    }
    for (const name of ['content-length', 'content-type', 'content-encoding', 'etag', 'location'])
      response.removeHeader(name);
    onFailure(error);
  };

  /** Runs the call when its time has come. @returns whether it ran */
  const pass = (call: Call): boolean => {
    if (state === 'failed' && response.writableEnded) return false;
    if (state === 'released' || state === 'failed') {
      if (!response.headersSent) onFirstByte();
      call();
      return true;
    }
    (waiting ??= []).push(call);
    if (state === 'untouched') {
      state = 'held';
      task().then(release, fail);
    }
    return false;
  };

  response.writeHead = ((...args: Parameters<ServerResponse['writeHead']>) => {
    pass(() => original.writeHead(...args));
    return response;
  }) as ServerResponse['writeHead'];
  response.flushHeaders = () => void pass(() => original.flushHeaders());
  response.write = ((...args: Parameters<ServerResponse['write']>) => {
    let flowing = false;
    // A held-back chunk answers false, as a full buffer would: `drain` tells when to go on.
    pass(() => (flowing = original.write(...args)));
    return flowing;
  }) as ServerResponse['write'];
  response.end = ((...args: Parameters<ServerResponse['end']>) => {
    pass(() => original.end(...args));
    return response;
  }) as ServerResponse['end'];
}
