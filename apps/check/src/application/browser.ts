import { request as httpRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config, OperationName, User } from './config.js';
import { Cookies } from './cookies.js';
import { asCurl, captured, prepareRequest, type Values } from './request.js';

/** A request that is answered 503 is repeated for so long, in ms. */
const BUSY_MS = 5000;

/** What a replica answered. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  /** Its `Set-Cookie` headers. */
  readonly setCookie: readonly string[];
  readonly ms: number;
}

/** A request as reports show it. */
export interface SentRequest {
  /** What it does, in words: `ada adds milk`. */
  readonly title: string;
  readonly line: string;
  readonly curl: string;
}

/** Told what browsers send and receive. */
export interface BrowserListener {
  sent(request: SentRequest, replica: number): void;
  received(request: SentRequest, reply: Reply): void;
}

/** Whether the application takes a browser for a signed-in user. */
export type SignedIn = 'signed in' | 'anonymous' | 'unknown';

/** Keeps cookies and captured tokens as a browser does: the response that comes last decides. */
export class Browser {
  cookies = new Cookies();
  captured: Record<string, string> = {};

  constructor(
    readonly name: string,
    private readonly config: Config,
    private readonly origins: readonly string[],
    private readonly listener: BrowserListener,
  ) {}

  /** Returns a browser with the cookies and tokens of now. */
  copy(name: string): Browser {
    const copy = new Browser(name, this.config, this.origins, this.listener);
    copy.cookies = this.cookies.copy();
    copy.captured = { ...this.captured };
    return copy;
  }

  /**
   * Sends a request with the cookies of now, and keeps those of the response when it has arrived. A response that does not come is
   * one with the status 0.
   */
  async send(
    operation: OperationName,
    values: Values = {},
    { replica = 1, title, timeoutMs = 10_000 }: { replica?: number; title?: string; timeoutMs?: number } = {},
  ): Promise<Reply> {
    const prepared = prepareRequest(this.config, operation, { ...this.captured, ...values });
    const cookie = this.cookies.header;
    const origin = this.origins[replica - 1] as string;
    const sent = {
      title: title ?? `${this.name}: ${operation}`,
      line: `${prepared.method} ${prepared.path}${prepared.body ? ` ${prepared.body}` : ''}`,
      curl: asCurl(prepared, origin, cookie),
    };
    this.listener.sent(sent, replica);
    const began = performance.now();
    const { status, text, setCookie } = await exchange(origin, prepared, cookie, timeoutMs);
    const reply = { status, text, setCookie, ms: performance.now() - began };
    for (const header of setCookie) this.cookies.receive(header);
    this.capture(operation, text);
    this.listener.received(sent, reply);
    return reply;
  }

  /** Sends a request, and again while the answer is 503: a machine that is busy is no fault of the application. */
  async ask(operation: OperationName, values: Values = {}, { replica = 1 } = {}): Promise<Reply> {
    for (const deadline = performance.now() + BUSY_MS; ; await delay(200)) {
      const reply = await this.send(operation, values, { replica });
      if (reply.status !== 503 || performance.now() > deadline) return reply;
    }
  }

  /** Keeps the values of a response that the config names. */
  capture(operation: OperationName, text: string): void {
    const template = this.config.operations[operation];
    if (template) Object.assign(this.captured, captured(template, text));
  }

  /** Asks who is signed in. */
  async signedIn({ user }: User, replica = 1): Promise<SignedIn> {
    const { status, text } = await this.ask('whoami', {}, { replica });
    if (status === 0 || status >= 500) return 'unknown';
    return status < 300 && text.includes(user) ? 'signed in' : 'anonymous';
  }
}

/** Whether a response says that its request was carried out. */
export function acknowledged({ status }: Reply): boolean {
  return status >= 200 && status < 400;
}

interface Exchange {
  readonly status: number;
  readonly text: string;
  readonly setCookie: readonly string[];
}

function exchange(
  origin: string,
  { method, path, headers, body }: ReturnType<typeof prepareRequest>,
  cookie: string,
  timeoutMs: number,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const failed = () => resolve({ status: 0, text: '', setCookie: [] });
    const request = httpRequest(origin + path, {
      method,
      agent: false,
      headers: {
        ...headers,
        ...(cookie && { cookie }),
        ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      },
      signal: AbortSignal.timeout(timeoutMs),
    });
    request.on('error', failed);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', failed);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString(),
          setCookie: response.headers['set-cookie'] ?? [],
        }),
      );
    });
    request.end(body);
  });
}
