/** A cookie that a browser keeps. */
export interface StoredCookie {
  readonly value: string;
  /** Attributes by their lower-case name; those without a value have an empty one. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The cookies of one browser, all for one site. */
export class Cookies {
  readonly #cookies: Map<string, StoredCookie>;

  constructor(cookies: Iterable<readonly [string, StoredCookie]> = []) {
    this.#cookies = new Map(cookies);
  }

  /** The `Cookie` header, empty if there is none to send. */
  get header(): string {
    return [...this.#cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  get all(): ReadonlyMap<string, StoredCookie> {
    return this.#cookies;
  }

  copy(): Cookies {
    return new Cookies(this.#cookies);
  }

  set(name: string, value: string): void {
    this.#cookies.set(name, { value, attributes: {} });
  }

  /** Does what a `Set-Cookie` header says (RFC 6265, section 5). */
  receive(header: string): void {
    const [pair = '', ...parts] = header.split(';');
    const at = pair.indexOf('=');
    if (at < 1) return;
    const name = pair.slice(0, at).trim();
    const attributes: Record<string, string> = {};
    for (const part of parts) {
      const [key = '', ...value] = part.split('=');
      attributes[key.trim().toLowerCase()] = value.join('=').trim();
    }
    const { 'max-age': maxAge, expires } = attributes;
    const over = maxAge === undefined ? Date.parse(expires ?? '') <= Date.now() : Number(maxAge) <= 0;
    if (over) this.#cookies.delete(name);
    else this.#cookies.set(name, { value: pair.slice(at + 1).trim(), attributes });
  }
}
