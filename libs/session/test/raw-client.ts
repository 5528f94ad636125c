import { connect, type Socket } from 'node:net';

/** A response as it arrived, byte for byte, with its body decoded from chunks. */
export interface RawResponse {
  readonly head: string;
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly trailers: string;
  readonly complete: boolean;
  /** Whether its end is told: a body that ends with its connection cannot be told from one that was cut off. */
  readonly delimited: boolean;
}

/** What came back on one connection. */
export interface Exchange {
  readonly responses: readonly RawResponse[];
  readonly closed: boolean;
}

/** Settings of one exchange. */
export interface ExchangeSettings {
  readonly methods: readonly string[];
  readonly abortAfterMs?: number | undefined;
  /** Milliseconds of silence after which a response counts as never finished. */
  readonly silenceMs?: number;
}

/** Sends bytes over a new connection and reads until every request is answered, or nothing more comes. */
export function exchange(port: number, bytes: string, settings: ExchangeSettings): Promise<Exchange> {
  const { methods, abortAfterMs, silenceMs = 3000 } = settings;
  return new Promise((resolve) => {
    const received: Buffer[] = [];
    let size = 0;
    let parsedAt = -1;
    const socket: Socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const finish = (closed: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ responses: parse(Buffer.concat(received), methods, closed), closed });
    };
    let timer = setTimeout(finish, silenceMs, false);
    if (abortAfterMs !== undefined) setTimeout(() => finish(true), abortAfterMs);
    socket.on('data', (chunk: Buffer) => {
      received.push(chunk);
      size += chunk.length;
      clearTimeout(timer);
      timer = setTimeout(finish, silenceMs, false);
      if (size === parsedAt) return;
      parsedAt = size;
      const responses = parse(Buffer.concat(received), methods, false);
      const final = responses.filter(({ status }) => status >= 200);
      if (final.length === methods.length && final.every(({ complete }) => complete)) finish(false);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => finish(true));
  });
}

/** Parses the responses to requests of these methods. @param closed whether the connection ended after these bytes */
export function parse(bytes: Buffer, methods: readonly string[], closed: boolean): RawResponse[] {
  const responses: RawResponse[] = [];
  let rest = bytes;
  let answered = 0;
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) {
      responses.push({
        head: rest.toString('latin1'),
        status: 0,
        headers: [],
        body: Buffer.alloc(0),
        trailers: '',
        complete: false,
        delimited: false,
      });
      return responses;
    }
    const head = rest.subarray(0, end).toString('latin1');
    const [first = '', ...lines] = head.split('\r\n');
    const status = Number(first.split(' ')[1]);
    const headers = lines.map(
      (line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const,
    );
    const read = readBody(rest.subarray(end + 4), status, methods[answered] === 'HEAD', headers, closed);
    responses.push({ head, status, headers, ...read });
    if (status >= 200) answered++;
    rest = read.rest;
    if (!read.complete) break;
  }
  return responses;
}

type Body = Pick<RawResponse, 'body' | 'trailers' | 'complete' | 'delimited'> & { rest: Buffer };

function readBody(
  bytes: Buffer,
  status: number,
  isHead: boolean,
  headers: RawResponse['headers'],
  closed: boolean,
): Body {
  const valueOf = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const none = { body: Buffer.alloc(0), trailers: '', complete: true, delimited: true, rest: bytes };
  if (isHead || status < 200 || status === 204 || status === 304) return none;
  if (valueOf('transfer-encoding') === 'chunked') return readChunks(bytes);
  const length = valueOf('content-length');
  if (length === undefined)
    return { ...none, body: bytes, complete: closed, delimited: false, rest: Buffer.alloc(0) };
  const body = bytes.subarray(0, Number(length));
  return { ...none, body, complete: body.length === Number(length), rest: bytes.subarray(body.length) };
}

function readChunks(bytes: Buffer): Body {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf('\r\n', at);
    const size = end === -1 ? NaN : parseInt(bytes.subarray(at, end).toString('latin1'), 16);
    if (size === 0) {
      const trailersEnd = bytes.indexOf('\r\n\r\n', end);
      if (trailersEnd !== -1) {
        const trailers = bytes.subarray(end + 2, trailersEnd).toString('latin1');
        return {
          body: Buffer.concat(chunks),
          trailers,
          complete: true,
          delimited: true,
          rest: bytes.subarray(trailersEnd + 4),
        };
      }
    }
    if (!(size > 0)) return cutOff(chunks);
    chunks.push(bytes.subarray(end + 2, end + 2 + size));
    if (bytes.length < end + 4 + size) return cutOff(chunks);
    at = end + 4 + size;
  }
}

function cutOff(chunks: Buffer[]): Body {
  const body = Buffer.concat(chunks);
  return { body, trailers: '', complete: false, delimited: true, rest: Buffer.alloc(0) };
}
