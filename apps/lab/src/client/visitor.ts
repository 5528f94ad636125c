import { CookieJar } from 'tough-cookie';
import { Agent, fetch, type RequestInit, type Response } from 'undici';
import { mayBeRepeated, sendToOneOf } from './failover.js';

// A connection for each request: a kept one would be closed under a request whenever nginx reloads. The demo's certificate is
// signed by itself.
const dispatcher = new Agent({
  pipelining: 0,
  connect: { rejectUnauthorized: false },
  headersTimeout: 20_000,
  bodyTimeout: 20_000,
});

/**
 * One visitor's browser, as far as a balancer can tell: it keeps cookies and follows no redirect by itself. Where it knows
 * several balancers it goes on to the next one, as any client of two may.
 */
export class Visitor {
  readonly jar = new CookieJar();
  /** Bytes of cookies that travelled so far, there and back. */
  readonly cookieBytes = { sent: 0, received: 0 };
  /** The balancers, the one that answered last first. */
  private urls: readonly string[];

  constructor(
    urls: string | readonly string[],
    readonly headers: Record<string, string> = {},
  ) {
    this.urls = typeof urls === 'string' ? [urls] : urls;
  }

  get url(): string {
    return this.urls[0]!;
  }

  /** Sends a request with this visitor's cookies, and keeps those that come back. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...this.headers, ...(init.headers as Record<string, string>) };
    const repeatable = mayBeRepeated(init.method ?? 'GET', headers);
    const { url, answer } = await sendToOneOf(this.urls, repeatable, async (base) => {
      const address = new URL(path, base).href;
      const cookie = await this.jar.getCookieString(address);
      const response = await fetch(address, {
        redirect: 'manual',
        dispatcher,
        ...init,
        headers: { ...headers, ...(cookie && { cookie }) },
      });
      this.cookieBytes.sent += cookie.length;
      for (const line of response.headers.getSetCookie()) {
        this.cookieBytes.received += line.length;
        await this.jar.setCookie(line, address, { ignoreError: true });
      }
      return response;
    });
    this.urls = [url, ...this.urls.filter((other) => other !== url)];
    return answer;
  }

  /** Sends a JSON body. */
  send(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.request(path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  /** The replica that answers a plain GET. */
  async servedBy(path = '/'): Promise<string | null> {
    const response = await this.request(path);
    await response.arrayBuffer();
    return response.headers.get('x-served-by');
  }

  /** Sets a cookie as a page would. */
  async setCookie(name: string, value: string): Promise<void> {
    await this.jar.setCookie(`${name}=${value}; Path=/`, this.url);
  }

  /** The value of a cookie that this visitor holds. */
  async cookie(name: string): Promise<string | undefined> {
    return (await this.jar.getCookies(this.url)).find((cookie) => cookie.key === name)?.value;
  }
}
