import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import express from 'express';
import fastify from 'fastify';
import { SessionStoreUnavailableError } from '../src/session.errors.js';
import { useSessionsOnExpress } from '../src/transport/nest-sessions.js';
import { useSessionsOnFastify } from '../src/transport/nest-sessions.js';
import type { SessionTransport } from '../src/transport/session-transport.js';
import type { Commit, Program } from './response-program.js';
import { run } from './response-steps.js';

const DIRECTORY = mkdtempSync(join(tmpdir(), 'session-responses-'));
const FILE = join(DIRECTORY, 'file.txt');
writeFileSync(FILE, 'a line of text\n'.repeat(14_000));
process.on('exit', () => rmSync(DIRECTORY, { recursive: true }));

/** Two servers that run the same programs: the plain framework, and the same with sessions. */
export interface ServerPair {
  readonly plain: number;
  readonly sessions: number;
  /** The program of `GET /run`, and how its session is committed. */
  program: Program;
  close(): Promise<void>;
}

/** Starts both servers of one framework. */
export async function startPair(platform: 'express' | 'fastify'): Promise<ServerPair> {
  const current = {} as { program: Program };
  const create = platform === 'express' ? expressServer : fastifyServer;
  const servers = await Promise.all([create(current, false), create(current, true)]);
  const [plain, sessions] = servers.map((server) => (server.address() as AddressInfo).port) as [
    number,
    number,
  ];
  return Object.assign(current, {
    plain,
    sessions,
    close: async () => {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
    },
  });
}

async function expressServer(current: { program: Program }, withSessions: boolean): Promise<Server> {
  const app = express();
  if (withSessions) useSessionsOnExpress(app as never, transport(current));
  app.use((request, response, next) => {
    if (request.path === '/run' && current.program.compression === 'behind') compress(response);
    next();
  });
  app.all(
    '/run',
    (_request, response) =>
      run(current.program, response, {
        status: (code) => response.status(code),
        set: (name, value) => response.set(name, value),
        append: (name, value) => response.append(name, value),
        remove: (name) => response.removeHeader(name),
        json: (value) => response.json(value),
        send: (body) => response.send(body),
        file: () => response.sendFile(FILE),
        redirect: (url) => response.redirect(url),
      }) as Promise<void>,
  );
  app.get('/next', (_request, response) => void response.json({ next: true }));
  app.use(
    (error: Error, _request: IncomingMessage, response: express.Response, next: (error: Error) => void) => {
      if (response.headersSent) return next(error);
      response.status(500).json({ error: error.message });
    },
  );
  app.set('env', 'test');
  return listen(inFront(current, app));
}

async function fastifyServer(current: { program: Program }, withSessions: boolean): Promise<Server> {
  const app = fastify({ serverFactory: (handler) => createServer(inFront(current, handler)) });
  if (withSessions) useSessionsOnFastify(app as never, transport(current));
  app.addHook('onRequest', (request, reply, done) => {
    if (request.url === '/run' && current.program.compression === 'behind') compress(reply.raw);
    done();
  });
  app.all('/run', (_request, reply) => {
    const { program } = current;
    if (program.hijack) reply.hijack();
    const { raw } = reply;
    const running = run(program, raw, {
      status: (code) => (program.hijack ? (raw.statusCode = code) : reply.code(code)),
      set: (name, value) => (program.hijack ? raw.setHeader(name, value) : reply.header(name, value)),
      append: (name, value) => (program.hijack ? raw.appendHeader(name, value) : reply.header(name, value)),
      remove: (name) => (program.hijack ? raw.removeHeader(name) : reply.removeHeader(name)),
      json: (value) => (program.hijack ? raw.end(JSON.stringify(value)) : reply.send(value)),
      send: (body) => (program.hijack ? raw.end(body) : reply.send(body)),
      file: () => (program.hijack ? createReadStream(FILE).pipe(raw) : reply.send(createReadStream(FILE))),
      redirect: (url) => (program.hijack ? raw.writeHead(302, { location: url }).end() : reply.redirect(url)),
    });
    return running.then(() => reply);
  });
  app.get('/next', () => ({ next: true }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app.server;
}

function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function inFront(current: { program: Program }, next: RequestListener): RequestListener {
  return (request, response) => {
    // Clocks differ between the two runs.
    response.sendDate = false;
    if (request.url === '/run' && current.program.compression === 'in front') compress(response);
    next(request, response);
  };
}

/** Compresses a response as the middleware `compression` does: by replacing `write`, `end`, `writeHead` and `on`. */
function compress(response: ServerResponse): void {
  const { write, end, on, writeHead } = response;
  let gzip: ReturnType<typeof createGzip> | undefined;
  let decided = false;
  let ended = false;
  const decide = () => {
    if (decided) return;
    decided = true;
    if (response.hasHeader('content-encoding') || response.req.method === 'HEAD') return;
    gzip = createGzip();
    response.setHeader('Content-Encoding', 'gzip');
    response.removeHeader('Content-Length');
    gzip.on('data', (chunk) => {
      if (write.call(response, chunk, 'utf8') === false) gzip?.pause();
    });
    gzip.on('end', () => void (end as () => void).call(response));
    on.call(response, 'drain', () => gzip?.resume());
  };
  response.writeHead = ((...args: Parameters<typeof writeHead>) => {
    decide();
    return writeHead.apply(response, args);
  }) as typeof writeHead;
  response.write = ((chunk: string | Buffer, encoding?: BufferEncoding) => {
    if (ended) return false;
    if (!response.headersSent) response.writeHead(response.statusCode);
    return gzip
      ? gzip.write(Buffer.from(chunk as string, encoding))
      : write.call(response, chunk, encoding ?? 'utf8');
  }) as typeof write;
  response.end = ((chunk?: string | Buffer, encoding?: BufferEncoding) => {
    if (ended) return response;
    if (!response.headersSent) response.writeHead(response.statusCode);
    ended = true;
    if (!gzip)
      return chunk
        ? end.call(response, chunk, encoding ?? 'utf8')
        : (end as () => ServerResponse).call(response);
    return chunk ? gzip.end(Buffer.from(chunk as string, encoding)) : gzip.end();
  }) as typeof end;
  (response as { flush?(): void }).flush = () => gzip?.flush();
  response.on = ((name: string, listener: () => void) =>
    name === 'drain' && gzip
      ? (gzip.on(name, listener), response)
      : on.call(response, name, listener)) as typeof on;
}

function transport(current: { program: Program }): SessionTransport {
  return {
    paths: (path) => path === '/run',
    logError: () => undefined,
    create: () => session(current.program.commit),
  };
}

function session(commit: Commit) {
  return {
    session: {},
    open: () => undefined,
    commit: () => {
      if (commit === 'none' || commit === 'cookie') return;
      if (commit === 'fails') throw new SessionStoreUnavailableError();
      return new Promise<void>((resolve, reject) => {
        const settle = commit === 'fails slowly' ? () => reject(new SessionStoreUnavailableError()) : resolve;
        setTimeout(settle, 2);
      });
    },
    takeCookies: () => (commit.includes('cookie') ? [{ name: 'session', value: 'abc', path: '/' }] : []),
  };
}
