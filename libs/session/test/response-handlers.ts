import { once } from 'node:events';
import { Readable } from 'node:stream';
import {
  Catch,
  Controller,
  Get,
  Head,
  HttpCode,
  Injectable,
  Post,
  Redirect,
  Req,
  Res,
  Sse,
  StreamableFile,
  UseFilters,
  UseGuards,
  UseInterceptors,
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Observable, of, timeout } from 'rxjs';
import { change, events, rawOf, type AnyReply, type WithSession } from './response-app.js';

@Injectable()
class AnsweringGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const reply = context.switchToHttp().getResponse<AnyReply>();
    change(context.switchToHttp().getRequest<WithSession>());
    const raw = rawOf(reply);
    raw.writeHead(200, { 'Content-Type': 'text/plain' });
    raw.end('first');
    if (!raw.headersSent) raw.statusCode = 503;
    await new Promise((resolve) => setImmediate(resolve));
    if (!raw.headersSent) raw.end('second');
    events.emit('looks', {
      headersSent: raw.headersSent,
      writableEnded: raw.writableEnded,
      finished: raw.writableFinished,
    });
    return false;
  }
}

class TeapotError extends Error {}

/** Writes the response itself, and later than the handler. */
@Catch(TeapotError)
class WritingFilter implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    const raw = rawOf(host.switchToHttp().getResponse<AnyReply>());
    raw.writeHead(418, { 'Content-Type': 'text/plain' });
    raw.write('short ');
    setImmediate(() => raw.end('and stout'));
  }
}

@Injectable()
class TimeoutInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(timeout(5));
  }
}
/** Handlers that answer as Nest, Express and Fastify have it. */
@Controller()
export class FrameworkResponses {
  @Get('file')
  file(@Req() request: WithSession) {
    change(request);
    return new StreamableFile(Readable.from([Buffer.from('a'), Buffer.from('b')]), { length: 2 });
  }

  @Get('filtered')
  @UseFilters(WritingFilter)
  filtered(@Req() request: WithSession) {
    change(request);
    throw new TeapotError();
  }

  @Get('timed-out')
  @UseInterceptors(TimeoutInterceptor)
  async timedOut(@Req() request: WithSession, @Res({ passthrough: true }) reply: AnyReply) {
    change(request);
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (!rawOf(reply).headersSent) events.emit('unanswered');
    return 'too late';
  }

  @Sse('endless')
  endless(@Req() request: WithSession): Observable<{ data: string }> {
    change(request);
    return new Observable((subscriber) => {
      subscriber.next({ data: 'one' });
      return () => void events.emit('unsubscribed');
    });
  }

  @Get('alive')
  alive() {
    return 'alive';
  }

  @Get('value')
  value(@Req() request: WithSession) {
    change(request);
    return { a: 1 };
  }

  @Get('after-the-client')
  async afterTheClient(@Req() request: WithSession, @Res({ passthrough: true }) reply: AnyReply) {
    events.emit('called');
    await once(rawOf(reply), 'close');
    change(request);
    return { a: 1 };
  }

  @Get('note')
  note(@Req() request: WithSession) {
    return { note: request.session?.get('note') };
  }

  @Get('answer-then-throw')
  async answerThenThrow(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.send({ a: 1 });
    throw new Error('after the response');
  }

  @Get('answer-then-throw-later')
  async answerThenThrowLater(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.send({ a: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    throw new Error('after the response');
  }

  @Get('two-answers')
  twoAnswers(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.send({ a: 1 });
    try {
      reply.send({ a: 2 });
    } catch {
      // Express throws here, Fastify logs: both as without sessions.
    }
  }

  @Get('guarded')
  @UseGuards(AnsweringGuard)
  guarded() {
    return 'never';
  }

  @Get('redirect')
  @Redirect('/elsewhere')
  redirect(@Req() request: WithSession) {
    change(request);
  }

  @Sse('events')
  events(@Req() request: WithSession): Observable<{ data: string }> {
    change(request);
    return of({ data: 'one' });
  }

  @Post('empty')
  @HttpCode(204)
  empty(@Req() request: WithSession) {
    change(request);
  }

  @Head('head')
  head(@Req() request: WithSession) {
    change(request);
    return 'unseen';
  }

  @Get('api/cart')
  cart(@Req() request: WithSession) {
    return { session: request.session !== undefined };
  }
}
