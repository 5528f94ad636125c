import 'reflect-metadata';
import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Module,
  Post,
  Redirect,
  Session as SessionOf,
  StreamableFile,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseSetCookie } from 'cookie';
import { SessionModule, type Session, type SessionBackend } from '../src/index.js';

declare module '../src/index.js' {
  interface SessionData {
    userId?: string;
    items?: string[];
    note?: string;
  }
}

@Controller()
class TestController {
  @Get('none')
  none() {
    return { ok: true };
  }

  @Get('session')
  read(@SessionOf() session: Session) {
    return { ...session, ref: session.ref, version: session.version };
  }

  @Post('items')
  async add(@SessionOf() session: Session, @Body() body: { item: string }) {
    return session.update((draft) => (draft.items = [...(draft.items ?? []), body.item]));
  }

  @Post('note')
  note(@SessionOf() session: Session, @Body() body: { note: string }) {
    session.note = body.note;
    return { note: session.note };
  }

  @Post('mutate')
  mutate(@SessionOf() session: Session) {
    session.items?.push('behind the back');
  }

  @Post('fail')
  fail(@SessionOf() session: Session) {
    session.note = 'kept';
    throw new Error('handler failed');
  }

  @Post('redirect')
  @Redirect('/session')
  redirect(@SessionOf() session: Session) {
    session.note = 'redirected';
  }

  @Post('stream')
  stream(@SessionOf() session: Session) {
    session.note = 'streamed';
    return new StreamableFile(Readable.from(['a', 'b']));
  }

  @Post('login')
  login(@SessionOf() session: Session) {
    session.regenerate();
    session.userId = 'ada';
  }

  @Post('become')
  become(@SessionOf() session: Session) {
    session.userId = 'grace';
  }

  @Delete('session')
  @HttpCode(204)
  logout(@SessionOf() session: Session) {
    return session.destroy();
  }
}

/** A Nest application whose routes do everything that one does with sessions. */
export async function startSessionApp(backend: SessionBackend): Promise<NestFastifyApplication> {
  @Module({ imports: [SessionModule.forRoot({ backend })], controllers: [TestController] })
  class AppModule {}
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule,
    new FastifyAdapter({ trustProxy: true }),
    { logger: false },
  );
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/** A browser: keeps the cookies that it is given. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(private readonly app: NestFastifyApplication) {}

  /** Another browser with the same cookies: a second tab, or a thief. */
  copy(app: NestFastifyApplication = this.app): Browser {
    const copy = new Browser(app);
    for (const [name, value] of this.cookies) copy.cookies.set(name, value);
    return copy;
  }

  async send(
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    payload?: object,
    headers: Record<string, string> = {},
  ) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.app.inject({
      method,
      url,
      payload,
      headers: cookie ? { cookie, ...headers } : headers,
    });
    const setCookies = [response.headers['set-cookie'] ?? []].flat().map((line) => parseSetCookie(line));
    for (const { name, value, maxAge } of setCookies) {
      if (maxAge === 0) this.cookies.delete(name);
      else this.cookies.set(name, value ?? '');
    }
    return {
      status: response.statusCode,
      body: response.body ? safeJson(response.body) : undefined,
      headers: response.headers,
      setCookies,
    };
  }
}

function safeJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { text };
  }
}
