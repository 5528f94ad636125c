import { CookieJar } from 'tough-cookie';
import { Agent, fetch, type RequestInit, type Response } from 'undici';

// A connection for each request: a kept one would be closed under a request whenever nginx reloads.
const dispatcher = new Agent({ pipelining: 0 });

/** One visitor's browser, as far as a balancer can tell: it keeps cookies and follows no redirect by itself. */
export class Visitor {
  readonly jar = new CookieJar();

  constructor(
    readonly url: string,
    readonly headers: Record<string, string> = {},
  ) {}

  /** Sends a request with this visitor's cookies, and keeps those that come back. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const address = new URL(path, this.url).href;
    const cookie = await this.jar.getCookieString(address);
    const response = await fetch(address, {
      redirect: 'manual',
      dispatcher,
      ...init,
      headers: { ...this.headers, ...(cookie && { cookie }), ...(init.headers as Record<string, string>) },
    });
    for (const line of response.headers.getSetCookie())
      await this.jar.setCookie(line, address, { ignoreError: true });
    return response;
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
