// The HTTP side of the applications of this folder: node:http, JSON, one cookie. What a session does is the application's business.
import { createServer } from 'node:http';

/** What a handler throws to answer with another status than 200. */
export class Answer extends Error {
  constructor(status, body = {}) {
    super(`status ${status}`);
    this.status = status;
    this.body = body;
  }
}

const COOKIE = 'sid';

/** Serves handlers by name: `{ 'POST /login': async (request) => body }`. A request has `id`, `body` and `setCookie(id)`. */
export function serve(handlers, attributes = 'HttpOnly; SameSite=Lax; Path=/') {
  createServer(async (incoming, response) => {
    const [path, key] = incoming.url.split('/').slice(1);
    const handler = handlers[`${incoming.method} /${path}`];
    let text = '';
    for await (const chunk of incoming) text += chunk;
    const request = {
      id: new RegExp(`(?:^|; )${COOKIE}=([^;]*)`).exec(incoming.headers.cookie ?? '')?.[1],
      key,
      bearer: /^Bearer (.+)/.exec(incoming.headers.authorization ?? '')?.[1],
      body: text ? JSON.parse(text) : {},
      setCookie: (id) =>
        response.setHeader('Set-Cookie', `${COOKIE}=${id}; ${attributes}${id ? '' : '; Max-Age=0'}`),
    };
    let status = 200;
    let body;
    try {
      body = handler ? await handler(request) : undefined;
      if (!handler) status = 404;
    } catch (error) {
      status = error instanceof Answer ? error.status : 500;
      body = error.body ?? { error: String(error) };
    }
    response.statusCode = status;
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(body ?? {}));
  }).listen(Number(process.env.PORT), '127.0.0.1');
}
