import { once } from 'node:events';
import { connect } from 'node:net';

const BROWSERS = 16;
/** Less than any server keeps an idle connection, in ms. */
const MAX_IDLE_MS = 3_000;

/**
 * 16 browsers, each with a session and a connection of its own, that send the same request again and again. They write
 * ready-made bytes and read no more of an answer than its length, since a client that costs more than the server under
 * test leaves that server idle between requests, and an idle server's wake-ups drown what is to be measured.
 */
export class Load {
  #browsers;

  /** @param visitors the headers of each browser, for those that are signed in already */
  constructor(port, visitors = Array.from({ length: BROWSERS }, () => ({}))) {
    this.#browsers = visitors.map((headers) => new Browser(port, headers));
  }

  /** Begins the session of every browser. */
  async begin() {
    await this.#connected();
    for (const browser of this.#browsers) await browser.send('POST', '/begin');
  }

  /** One request by the first browser. @returns the JSON of its answer */
  async send(method, path) {
    await this.#connected();
    return JSON.parse(await this.#browsers[0].send(method, path));
  }

  /** Sends `count` requests, all browsers at once. @returns seconds in all, and each one's ms in order of length */
  run(method, path, count) {
    return this.runEach((browser) => browser.send(method, path), count);
  }

  /** Does `count` times what a browser does at a time, all browsers at once. @returns as {@link run} */
  async runEach(visit, count) {
    const times = [];
    let left = count;
    await this.#connected();
    const began = performance.now();
    const one = async (browser) => {
      while (left-- > 0) {
        const sent = performance.now();
        await visit(browser);
        times.push(performance.now() - sent);
      }
    };
    await Promise.all(this.#browsers.map(one));
    return { seconds: (performance.now() - began) / 1000, times: times.sort((a, b) => a - b) };
  }

  close() {
    for (const browser of this.#browsers) browser.close();
  }

  #connected() {
    return Promise.all(this.#browsers.map((browser) => browser.connected()));
  }
}

class Browser {
  #socket;
  #port;
  /** The header that the server told to send from now on. */
  #credential = '';
  #requests = new Map();
  #usedAt = -Infinity;
  #received = '';
  #settle;

  constructor(port, headers) {
    this.#port = port;
    this.#credential = linesOf(headers);
  }

  /** Servers close connections that lie idle while others are measured: those are made anew. */
  async connected() {
    const idle = performance.now() - this.#usedAt;
    this.#usedAt = performance.now();
    if (this.#socket?.readyState === 'open' && idle < MAX_IDLE_MS) return;
    this.close();
    const socket = connect(this.#port, '127.0.0.1').setNoDelay().setEncoding('latin1');
    this.#socket = socket;
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => this.#settle?.reject(error));
    socket.on('close', () => {
      // A replaced connection reports its end after the new one is open: that is not the end of the new one's request.
      if (this.#socket === socket) this.#settle?.reject(new Error('The server closed the connection.'));
    });
    await once(socket, 'connect');
  }

  /** @param body what is sent as JSON @param headers those of this request alone */
  send(method, path, body, headers = {}) {
    const key = `${method} ${path} ${body ?? ''}`;
    let request = this.#requests.get(key);
    if (!request || Object.keys(headers).length > 0) {
      request = Buffer.from(
        `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${this.#port}\r\n${this.#credential}${linesOf(headers)}` +
          (body ? 'Content-Type: application/json\r\n' : '') +
          (method === 'GET'
            ? '\r\n'
            : `Content-Length: ${Buffer.byteLength(body ?? '')}\r\n\r\n${body ?? ''}`),
      );
      if (Object.keys(headers).length === 0) this.#requests.set(key, request);
    }
    this.#usedAt = performance.now();
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject, path };
      this.#socket.write(request);
    });
  }

  close() {
    this.#settle = undefined;
    this.#socket?.destroy();
  }

  #receive(chunk) {
    this.#received += chunk;
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.#received.slice(0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
    if (this.#received.length < end + 4 + length) return;
    const body = this.#received.slice(end + 4);
    this.#received = '';
    const { resolve, reject, path } = this.#settle;
    this.#settle = undefined;
    if (!/^HTTP\/1\.1 2/.test(head)) return reject(new Error(`${path}: ${head.slice(0, 12)} ${body}`));
    if (path === '/begin') {
      // Only the session's own cookie counts: a load that also sent the others would measure what they ask for.
      const cookie = /\r\nset-cookie: ([^;\r]+)/i.exec(head)?.[1];
      const authorization = /\r\nauthorization: ([^\r]+)/i.exec(head)?.[1];
      if (cookie) this.#credential = `Cookie: ${cookie}\r\n`;
      if (authorization) this.#credential = `Authorization: ${authorization}\r\n`;
      this.#requests.clear();
    }
    resolve(body);
  }
}

function linesOf(headers) {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}
