import { createServer } from 'node:http';

// Says yes to everything, and does nothing.
createServer((request, response) => {
  request.resume();
  response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' }).end('{}');
}).listen(Number(process.env.PORT), '127.0.0.1');
