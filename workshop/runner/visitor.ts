import { CookieJar } from 'tough-cookie';
import { Agent, fetch } from 'undici';
import type { History } from './history.js';

const dispatcher = new Agent({ pipelining: 0 });

/** An answer, read. */
export interface Answer {
  readonly status: number;
  /** The JSON of the body; an empty object if there is none. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly replica: string;
  readonly setCookies: readonly string[];
  /** How long it took, in ms. */
  readonly took: number;
}

/** A browser: it keeps cookies, and everything it does is in the history. */
export class Visitor {
  constructor(
    readonly name: string,
    private readonly url: string,
    private readonly history: History,
    readonly jar = new CookieJar(),
  ) {}

  /** The same browser, with the same cookies, whose requests go straight to one replica. @param url the replica's address */
  straightTo(url: string): Visitor {
    return new Visitor(this.name, url, this.history, this.jar);
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, body, headers);
  }

  async setCookie(name: string, value: string): Promise<void> {
    await this.jar.setCookie(`${name}=${value}; Path=/`, this.url);
  }

  /** The cookies of the app, without the balancer's. */
  async cookies(): Promise<ReadonlyMap<string, string>> {
    const own = (await this.jar.getCookies(this.url)).filter(({ key }) => !/^(lab_)?rout/.test(key));
    return new Map(own.map(({ key, value }) => [key, value]));
  }

  /** Another browser with copies of this one's cookies, as a thief has it, or the same one later. */
  async copy(name: string): Promise<Visitor> {
    const copy = new Visitor(name, this.url, this.history);
    for (const { key, value } of await this.jar.getCookies(this.url)) await copy.setCookie(key, value);
    return copy;
  }

  private async send(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const address = new URL(path, this.url).href;
    const cookie = await this.jar.getCookieString(address);
    const began = performance.now();
    const asked = `${this.name} ${method} ${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`;
    try {
      const response = await fetch(address, {
        method,
        dispatcher,
        redirect: 'manual',
        signal: AbortSignal.timeout(10_000),
        headers: {
          ...(cookie && { cookie }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const setCookies = response.headers.getSetCookie();
      for (const line of setCookies) await this.jar.setCookie(line, address, { ignoreError: true });
      const replica = response.headers.get('x-served-by') ?? '?';
      this.history.add(`${asked} → ${response.status} ${text.slice(0, 120)} (${replica})`);
      return {
        status: response.status,
        body: parse(text),
        replica,
        setCookies,
        took: performance.now() - began,
      };
    } catch (error) {
      this.history.add(`${asked} → no answer: ${String(error)}`);
      return { status: 0, body: {}, replica: '?', setCookies: [], took: performance.now() - began };
    }
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : { value };
  } catch {
    return {};
  }
}
