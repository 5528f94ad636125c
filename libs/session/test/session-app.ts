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
  type INestApplication,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { parseSetCookie } from 'cookie';
import { CurrentSession, SessionModule, type Session, type SessionModuleOptions } from '../src/index.js';

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
  read(@CurrentSession() session: Session) {
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

  @Post('set')
  set(@SessionOf() session: Session, @Body() { key, value }: { key: string; value: string }) {
    Object.assign(session, { [key]: value });
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

  @Get('stream')
  large() {
    return new StreamableFile(Readable.from(Array.from({ length: 200 }, () => 'x'.repeat(10_000))));
  }

  @Post('login')
  async login(@SessionOf() session: Session) {
    await session.regenerate({ userId: 'ada' });
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

/** Nest's HTTP adapters. */
export type Platform = 'express' | 'fastify';

/** An application under test, listening on a free port. */
export interface SessionApp {
  readonly url: string;
  readonly nest: INestApplication;
  close(): Promise<void>;
}

/** A Nest application whose routes do everything that one does with sessions. */
export async function startSessionApp(
  options: SessionModuleOptions,
  platform: Platform = 'fastify',
): Promise<SessionApp> {
  @Module({ imports: [SessionModule.forRoot(options)], controllers: [TestController] })
  class AppModule {}
  const nest = await createOn(platform, AppModule);
  await nest.listen(0, '127.0.0.1');
  return { url: await nest.getUrl(), nest, close: () => nest.close() };
}

async function createOn(platform: Platform, module: object): Promise<INestApplication> {
  if (platform === 'fastify')
    return NestFactory.create(module, new FastifyAdapter({ trustProxy: true }), { logger: false });
  const express = await NestFactory.create<NestExpressApplication>(module, new ExpressAdapter(), {
    logger: false,
  });
  express.set('trust proxy', true);
  return express;
}

/** A browser: keeps the cookies that it is given. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(private readonly app: Pick<SessionApp, 'url'>) {}

  /** Another browser with the same cookies: a second tab, a thief, or the same one at another replica. */
  copy(app: Pick<SessionApp, 'url'> = this.app): Browser {
    const copy = new Browser(app);
    for (const [name, value] of this.cookies) copy.cookies.set(name, value);
    return copy;
  }

  async send(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    payload?: object,
    headers: Record<string, string> = {},
  ) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${this.app.url}${path}`, {
      method,
      redirect: 'manual',
      body: payload && JSON.stringify(payload),
      headers: {
        ...(payload && { 'content-type': 'application/json' }),
        ...(cookie && { cookie }),
        ...headers,
      },
    });
    const setCookies = response.headers.getSetCookie().map((line) => parseSetCookie(line));
    for (const { name, value, maxAge } of setCookies) {
      if (maxAge === 0) this.cookies.delete(name);
      else this.cookies.set(name, value ?? '');
    }
    const text = await response.text();
    return {
      status: response.status,
      body: text ? safeJson(text) : undefined,
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
