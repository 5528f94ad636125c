import { randomUUID } from 'node:crypto';

/** What lies in each cart. */
export const GOODS = ['FRU-001', 'DRI-001', 'PAN-001'];

/**
 * Signs a visitor of a preset in and fills their cart.
 * @returns the headers that their browser sends from then on
 */
export async function signIn(url, preset, at) {
  const browser = new Browser(url, `10.${at >> 8}.${at & 255}.${(1 + Math.random() * 250) | 0}`);
  await browser.send('PUT', '/api/lab/mode', { preset });
  const email = `${randomUUID()}@example.com`;
  await browser.send('POST', '/api/auth/register', { email, password: randomUUID(), name: 'Ada' });
  for (const sku of GOODS) await browser.send('POST', '/api/cart/items', { sku, quantity: 1 });
  const { items } = await browser.send('GET', '/api/cart');
  if (items.length !== GOODS.length) throw new Error(`${preset} keeps no cart: ${items.length} lines`);
  return browser.headers;
}

class Browser {
  #cookies = new Map();

  constructor(url, address) {
    this.url = url;
    this.address = address;
  }

  get headers() {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    // An address of its own, as the balancer would tell it: one address may begin so many sessions a minute.
    return { 'X-Forwarded-For': this.address, ...(cookie && { Cookie: cookie }) };
  }

  async send(method, path, body) {
    const headers = { ...this.headers, ...(body && { 'Content-Type': 'application/json' }) };
    const answer = await fetch(this.url + path, { method, headers, body: body && JSON.stringify(body) });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      // The mark of a write that just happened is gone within a second.
      if (/max-age=1;/i.test(`${line};`)) continue;
      if (/max-age=0;/i.test(`${line};`)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
  }
}
