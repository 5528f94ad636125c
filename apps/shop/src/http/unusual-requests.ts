import { HttpException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import { refuseConnection } from './client-errors.js';

const SOCKETS = '/socket.io/';

/** Answers the requests that Node.js itself would answer without a body, or not at all. */
export function answerUnusualRequests(app: NestFastifyApplication): void {
  const server = app.getHttpServer() as Server;
  // Node.js answers `Expect: 100-continue`. Any other expectation may be ignored (RFC 9110, 10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('connect', (_request, socket) => {
    const problem = new HttpException('This is no proxy.', 405);
    refuseConnection(socket, problem, ['Allow: GET, HEAD, POST, PUT, PATCH, DELETE']);
  });
  server.on('upgrade', ({ url = '' }, socket) => {
    if (url.startsWith(SOCKETS)) return;
    refuseConnection(socket, new HttpException(`Send it without Upgrade: only ${SOCKETS} has sockets.`, 400));
  });
}
