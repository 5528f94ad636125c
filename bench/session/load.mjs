import { Agent, request } from 'node:http';

const BROWSERS = 16;

/** 16 browsers, each with a session of its own, that send the same request again and again. */
export class Load {
  #agent = new Agent({ keepAlive: true, maxSockets: BROWSERS });
  #cookies = Array.from({ length: BROWSERS }, () => '');

  constructor(port) {
    this.port = port;
  }

  /** Begins the session of every browser. */
  async begin() {
    for (let browser = 0; browser < BROWSERS; browser++) await this.send('POST', '/begin', browser);
  }

  send(method, path, browser = 0) {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.port, method, path, agent: this.#agent };
      const sent = request(
        { ...options, headers: this.#cookies[browser] ? { cookie: this.#cookies[browser] } : {} },
        (answer) => {
          let body = '';
          answer.setEncoding('utf8').on('data', (chunk) => (body += chunk));
          answer.on('end', () => {
            if (answer.statusCode >= 300) return reject(new Error(`${path}: ${answer.statusCode} ${body}`));
            // Only the session's own cookie counts: a load that also sent the others would measure what they ask for.
            const [session] = answer.headers['set-cookie'] ?? [];
            if (path === '/begin' && session) this.#cookies[browser] = session.split(';')[0];
            resolve(JSON.parse(body));
          });
        },
      );
      sent.on('error', reject).end();
    });
  }

  /** Sends `count` requests, all browsers at once. @returns seconds in all, and each one's ms in order of length */
  async run(method, path, count) {
    const times = [];
    let left = count;
    const began = performance.now();
    const one = async (browser) => {
      while (left-- > 0) {
        const sent = performance.now();
        await this.send(method, path, browser);
        times.push(performance.now() - sent);
      }
    };
    await Promise.all(this.#cookies.map((_, browser) => one(browser)));
    return { seconds: (performance.now() - began) / 1000, times: times.sort((a, b) => a - b) };
  }

  close() {
    this.#agent.destroy();
  }
}
