import { once } from 'node:events';
import { Readable } from 'node:stream';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { change, events, rawOf, type AnyReply, type WithSession } from './response-app.js';

/** Handlers that write to Node's response. */
@Controller()
export class RawResponses {
  @Get('invalid-header')
  invalidHeader(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    rawOf(reply).writeHead(200, { 'Content-Disposition': 'attachment; filename="a–b.pdf"' });
    rawOf(reply).end('x');
  }

  @Get('answer-and-value')
  answerAndValue(@Req() request: WithSession, @Res({ passthrough: true }) reply: AnyReply) {
    change(request);
    rawOf(reply).end('first');
    return 'second';
  }

  @Get('write-after-end')
  async writeAfterEnd(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).end('first');
    rawOf(reply).write('second');
  }

  @Get('raw')
  raw(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).setHeader('X-Own', '1');
    rawOf(reply).end('raw');
  }

  @Get('raw-without-hijack')
  rawWithoutHijack(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    rawOf(reply).end('raw');
  }

  @Get('late')
  async late(@Req() request: WithSession, @Res() reply: AnyReply) {
    reply.hijack?.();
    rawOf(reply).write('first byte');
    // Newer versions of Node write it in the next tick.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      change(request);
    } catch (error) {
      events.emit('late', error);
    }
    rawOf(reply).end();
  }

  @Get('own-cookie')
  ownCookie(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).writeHead(302, { 'Set-Cookie': 'theme=dark', Location: '/' }).end();
  }

  @Get('own-cookies')
  ownCookies(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).writeHead(200, ['Set-Cookie', 'theme=dark', 'X-Own', '1']).end('x');
  }

  @Get('cacheable')
  cacheable(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    const headers = {
      'Cache-Control': 'public, max-age=60',
      ETag: '"v1"',
      Location: '/',
      'Content-Encoding': 'gzip',
      'Content-Disposition': 'attachment',
      'Set-Cookie': 'theme=dark',
    };
    rawOf(reply).writeHead(201, headers);
    rawOf(reply).end('not really gzip');
  }

  @Get('cross-origin')
  crossOrigin(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    const headers = ['Access-Control-Allow-Origin', 'https://shop.example', 'Vary', 'Origin', 'X-Own', '1'];
    rawOf(reply).writeHead(200, headers).end('x');
  }

  @Get('end-the-socket')
  endTheSocket(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).end('last words');
    rawOf(reply).socket?.end();
  }

  @Get('corked')
  async corked(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).write('first');
    await new Promise((resolve) => setImmediate(resolve));
    rawOf(reply).cork();
    await once(events, 'arrived');
    // Node 22 and 24 send what is written while corked behind the end of the body.
    rawOf(reply).uncork();
    rawOf(reply).end(' last');
  }

  @Get('failing-stream')
  failingStream(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    const source = Readable.from(
      (async function* () {
        for (;;) {
          yield Buffer.alloc(1000);
          await new Promise((resolve) => setImmediate(resolve));
        }
      })(),
    );
    source.on('close', () => events.emit('source closed'));
    source.pipe(rawOf(reply));
  }

  @Get('cut-off')
  async cutOff(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).write('first');
    await new Promise((resolve) => setImmediate(resolve));
    rawOf(reply).destroy(new Error('the source failed'));
  }

  @Get('large')
  large(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    Readable.from(Array.from({ length: 300 }, (_, at) => Buffer.alloc(10_000, at))).pipe(rawOf(reply));
  }

  @Get('hints')
  hints(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).writeEarlyHints({ link: '</a.css>; rel=preload; as=style' });
    rawOf(reply).setHeader('Trailer', 'X-Sum');
    rawOf(reply).write('body');
    rawOf(reply).addTrailers({ 'X-Sum': 'abc' });
    rawOf(reply).end();
  }
}
