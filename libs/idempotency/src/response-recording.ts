import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { repeatedHeaders, type SentAnswer } from './sent-answer.js';

type Arguments = readonly unknown[];
type Method = (...args: Arguments) => unknown;

/**
 * Records what an application sends, below its framework: after interceptors, serialisation and templates. The end of the
 * response waits until `keep` has settled, so that no client knows an answer that a repeat would not get.
 * @param maxBytes longest body to record; undefined is handed to `keep` instead of a longer one
 */
export function recordResponse(
  response: ServerResponse,
  maxBytes: number,
  keep: (answer: SentAnswer | undefined) => Promise<void>,
): void {
  const original = methodsOf(response);
  const chunks: Buffer[] = [];
  let length = 0;
  let head = { status: undefined as number | undefined, headers: {} as OutgoingHttpHeaders };
  const collect = ([chunk, encoding]: Arguments): void => {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
    const bytes =
      typeof chunk === 'string'
        ? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
        : Buffer.from(chunk);
    length += bytes.length;
    if (length <= maxBytes) chunks.push(bytes);
    else chunks.length = 0;
  };
  replaceMethods(response, {
    writeHead: (...args) => {
      head = readHead(args) ?? head;
      return original.writeHead(...args);
    },
    write: (...args) => {
      collect(args);
      return original.write(...args);
    },
    end: (...args) => {
      collect(args);
      replaceMethods(response, original);
      const answer: SentAnswer = {
        status: head.status ?? response.statusCode,
        headers: repeatedHeaders(response, head.headers),
        body: Buffer.concat(chunks),
      };
      const goOn = lookEnded(response);
      void keep(length <= maxBytes ? answer : undefined).finally(() => {
        goOn();
        original.end(...args);
      });
      return response;
    },
  });
}

/** Has the response say `answer`, whatever the application sends. */
export function replaceResponse(response: ServerResponse, { status, headers, body }: SentAnswer): void {
  const original = methodsOf(response);
  replaceMethods(response, {
    writeHead: (...args) => {
      // Cookies and the like are this request's own. What describes the body is not.
      for (const [name, value] of Object.entries(readHead(args)?.headers ?? {}))
        if (value !== undefined) response.setHeader(name, value);
      return response;
    },
    write: () => true,
    end: (...args) => {
      replaceMethods(response, original);
      response.statusCode = status;
      for (const name of response.getHeaderNames())
        if (/^(content-|transfer-encoding$|etag$|last-modified$)/.test(name)) response.removeHeader(name);
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value as string);
      if (body.length > 0) response.setHeader('Content-Length', body.length);
      original.end(body, ...args.filter((argument) => typeof argument === 'function'));
      return response;
    },
  });
}

/**
 * Has a response that still waits look ended, as after `end` in Node.js: a guard that answers late finds it sent, instead of sending
 * another answer first.
 * @returns undoes it
 */
function lookEnded(response: ServerResponse): () => void {
  const sent = () => {
    throw Object.assign(new Error('The headers of this response have been sent.'), {
      code: 'ERR_HTTP_HEADERS_SENT',
    });
  };
  const members: Record<string, unknown> = {
    ...{ headersSent: true, writableEnded: true, finished: true },
    ...{ writeHead: sent, setHeader: sent, appendHeader: sent, removeHeader: sent },
    ...{ write: () => false, end: () => response },
  };
  const before = Object.keys(members).map(
    (name) => [name, Object.getOwnPropertyDescriptor(response, name)] as const,
  );
  for (const [name, value] of Object.entries(members))
    Object.defineProperty(response, name, { value, configurable: true, writable: true });
  return () => {
    for (const [name, own] of before) {
      if (own) Object.defineProperty(response, name, own);
      else Reflect.deleteProperty(response, name);
    }
  };
}

interface Methods {
  writeHead: Method;
  write: Method;
  end: Method;
}

function methodsOf(response: ServerResponse): Methods {
  const bind = (method: unknown) => (method as Method).bind(response);
  return { writeHead: bind(response.writeHead), write: bind(response.write), end: bind(response.end) };
}

function replaceMethods(response: ServerResponse, methods: Methods): void {
  Object.assign(response, methods);
}

/** Reads `(status, message?, headers?)`; headers are an object, or a flat list of names and values. */
function readHead(args: Arguments): { status: number; headers: OutgoingHttpHeaders } | undefined {
  const [status, ...rest] = args;
  const last = rest.find((argument) => typeof argument === 'object' && argument !== null);
  if (typeof status !== 'number') return undefined;
  if (!Array.isArray(last)) return { status, headers: (last ?? {}) as OutgoingHttpHeaders };
  const list = last as string[];
  const pairs = list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1]] as const] : []));
  return { status, headers: Object.fromEntries(pairs) };
}
